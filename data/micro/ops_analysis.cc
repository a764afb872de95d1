#include "data/micro/ops_analysis.h"

#include <algorithm>
#include <sstream>

namespace r1bench::micro {
namespace {

bool IsAttempt(const OpsRules& rules, size_t tokens, std::span<const int32_t> at) {
  if (tokens == 0 || at.size() < tokens) return false;
  const OpsVocabulary& vocabulary = rules.vocabulary;
  const bool shown = rules.form == OpsForm::kShown;
  for (size_t i = 0; i < tokens; ++i) {
    const bool number = shown && i % 2 == 1;
    if (!(number ? vocabulary.IsNumeral(at[i]) : vocabulary.IsOperator(at[i]))) return false;
  }
  return true;
}

// The attempt that `at` begins with, without its check.
OpsAttempt ReadAttempt(const OpsRules& rules, const OpsQuestion& question,
                       std::span<const int32_t> at) {
  const bool shown = rules.form == OpsForm::kShown;
  OpsAttempt attempt;
  attempt.value = question.operands[0];
  for (int i = 0; i < question.num_ops(); ++i) {
    const size_t place = static_cast<size_t>(shown ? 2 * i : i);
    const int op = rules.vocabulary.op_index(at[place]);
    attempt.combo = attempt.combo * kNumOps + op;
    attempt.value =
        ApplyOp(op, attempt.value, question.operands[static_cast<size_t>(i) + 1], rules.modulus);
    if (!shown) continue;
    ++attempt.steps;
    if (at[place + 1] != attempt.value) ++attempt.slips;
    attempt.value = at[place + 1];  // a slip counts once: go on from what is written
  }
  return attempt;
}

void AddAttempts(const OpsRules& rules, const OpsQuestion& question,
                 const std::vector<OpsAttempt>& attempts, OpsAnalysis* out) {
  std::vector<bool> tried(static_cast<size_t>(NumCombos(question.num_ops())));
  int last = -1;
  for (const OpsAttempt& attempt : attempts) {
    ++out->attempts;
    if (tried[static_cast<size_t>(attempt.combo)]) ++out->repeats;
    tried[static_cast<size_t>(attempt.combo)] = true;
    if (attempt.combo <= last) ++out->out_of_order;
    last = attempt.combo;
    out->arithmetic_steps += attempt.steps;
    out->arithmetic_slips += attempt.slips;
    if (attempt.check < 0) continue;
    ++out->judged;
    const bool says_right = attempt.check == rules.vocabulary.right();
    if (says_right == (attempt.value == question.target)) ++out->judged_right;
  }
}

OpsMode ModeOf(const OpsAnalysis& analysis) {
  if (analysis.attempts >= 2) return OpsMode::kSearch;
  return analysis.has_check ? OpsMode::kCheck : OpsMode::kGuess;
}

std::string Sentence(const char* what, double wanted, double got, int64_t n) {
  std::ostringstream text;
  text << what << ": expected at least " << wanted << ", got " << got << " (n = " << n << ")";
  return text.str();
}

}  // namespace

std::span<const int32_t> Thought(const OpsVocabulary& vocabulary,
                                 std::span<const int32_t> response) {
  const auto end = std::find_if(response.begin(), response.end(), [&](int32_t id) {
    return id == vocabulary.answer() || id == vocabulary.end();
  });
  return {response.begin(), end};
}

std::vector<OpsAttempt> ReadAttempts(const OpsRules& rules, const OpsQuestion& question,
                                     std::span<const int32_t> thought) {
  const size_t tokens = static_cast<size_t>(AttemptTokens(rules.form, question.num_ops()));
  std::vector<OpsAttempt> attempts;
  for (size_t i = 0; i < thought.size();) {
    const std::span<const int32_t> at = thought.subspan(i);
    if (!IsAttempt(rules, tokens, at)) {
      ++i;
      continue;
    }
    OpsAttempt attempt = ReadAttempt(rules, question, at);
    attempt.begin = i;
    attempt.length = tokens;
    if (at.size() > tokens && rules.vocabulary.IsCheck(at[tokens])) attempt.check = at[tokens];
    i += tokens + (attempt.check < 0 ? 0 : 1);
    attempts.push_back(attempt);
  }
  return attempts;
}

OpsAnalysis AnalyzeResponse(const OpsRules& rules, const OpsQuestion& question,
                            std::span<const int32_t> response) {
  const OpsVocabulary& vocabulary = rules.vocabulary;
  OpsAnalysis out;
  const auto end = std::find(response.begin(), response.end(), vocabulary.end());
  out.truncated = end == response.end();
  out.length = static_cast<int>(end - response.begin()) + (out.truncated ? 0 : 1);
  out.grade = GradeResponse(rules, question, response);

  const std::span<const int32_t> thought = Thought(vocabulary, response);
  for (const int32_t id : thought) {
    if (vocabulary.IsCheck(id)) ++out.checks;
    if (id == vocabulary.wrong()) ++out.reflections;
  }
  out.has_check = out.checks > 0;
  const std::vector<OpsAttempt> attempts = ReadAttempts(rules, question, thought);
  AddAttempts(rules, question, attempts, &out);
  out.stray = static_cast<int>(thought.size()) - out.checks;
  for (const OpsAttempt& attempt : attempts) out.stray -= static_cast<int>(attempt.length);
  out.mode = ModeOf(out);
  return out;
}

OpsAnalysis Analyze(const OpsTask& task, const OpsPrompt& prompt,
                    std::span<const int32_t> response) {
  const std::array<int, 3> operands = {prompt.a, prompt.b, prompt.c};
  return AnalyzeResponse(task.rules(), {operands, prompt.t}, response);
}

void OpsAudit::Add(const OpsAnalysis& analysis) {
  const bool correct = analysis.grade.status == OpsStatus::kCorrect;
  ++count_;
  correct_ += correct ? 1 : 0;
  length_ += analysis.length;
  length_correct_ += correct ? analysis.length : 0;
  attempts_ += analysis.attempts;
  repeats_ += analysis.repeats;
  followers_ += std::max(analysis.attempts - 1, 0);
  out_of_order_ += analysis.out_of_order;
  reflections_ += analysis.reflections;
  with_check_ += analysis.has_check ? 1 : 0;
  truncated_ += analysis.truncated ? 1 : 0;
  steps_ += analysis.arithmetic_steps;
  slips_ += analysis.arithmetic_slips;
  judged_ += analysis.judged;
  judged_right_ += analysis.judged_right;
  ++mode_count_[Index(analysis.mode)];
  mode_correct_[Index(analysis.mode)] += correct ? 1 : 0;
}

void OpsAudit::Merge(const OpsAudit& other) {
  count_ += other.count_;
  correct_ += other.correct_;
  length_ += other.length_;
  length_correct_ += other.length_correct_;
  attempts_ += other.attempts_;
  repeats_ += other.repeats_;
  followers_ += other.followers_;
  out_of_order_ += other.out_of_order_;
  reflections_ += other.reflections_;
  with_check_ += other.with_check_;
  truncated_ += other.truncated_;
  steps_ += other.steps_;
  slips_ += other.slips_;
  judged_ += other.judged_;
  judged_right_ += other.judged_right_;
  for (size_t i = 0; i < kNumModes; ++i) {
    mode_count_[i] += other.mode_count_[i];
    mode_correct_[i] += other.mode_correct_[i];
  }
}

GateResult CheckGate(const OpsAudit& audit, const AuditGate& gate) {
  GateResult result;
  auto require = [&result](bool holds, const std::string& sentence) {
    if (!holds) result.failures.push_back(sentence);
  };
  require(audit.arithmetic_accuracy() >= gate.min_arithmetic,
          Sentence("arithmetic accuracy", gate.min_arithmetic, audit.arithmetic_accuracy(),
                   audit.arithmetic_steps()));
  require(audit.judged() >= gate.min_judged && audit.check_accuracy() >= gate.min_check,
          Sentence("check accuracy", gate.min_check, audit.check_accuracy(), audit.judged()));
  const double guess = audit.mode_accuracy(OpsMode::kGuess);
  const double search = audit.mode_accuracy(OpsMode::kSearch);
  const int64_t searches = audit.mode_count(OpsMode::kSearch);
  require(searches >= gate.min_search && search > 0 && search >= gate.min_search_over_guess * guess,
          Sentence("accuracy of searches (a multiple of that of guesses)",
                   gate.min_search_over_guess * guess, search, searches));
  result.passed = result.failures.empty();
  return result;
}

}  // namespace r1bench::micro
