#include "data/micro/ops_analysis.h"

#include <algorithm>
#include <sstream>

namespace r1bench::micro {
namespace {

// Reads responses to one question.
class Reader {
 public:
  Reader(const OpsRules& rules, const OpsQuestion& question)
      : rules_(rules),
        vocabulary_(rules.vocabulary),
        question_(question),
        attempt_tokens_(static_cast<size_t>(AttemptTokens(rules.form, question.num_ops()))),
        tried_(static_cast<size_t>(NumCombos(question.num_ops()))) {}

  bool IsAttempt(std::span<const int32_t> at) const {
    if (attempt_tokens_ == 0 || at.size() < attempt_tokens_) return false;
    const bool shown = rules_.form == OpsForm::kShown;
    for (size_t i = 0; i < attempt_tokens_; ++i) {
      const bool number = shown && i % 2 == 1;
      if (!(number ? vocabulary_.IsNumeral(at[i]) : vocabulary_.IsOperator(at[i]))) return false;
    }
    return true;
  }

  // Reads one attempt and, when one follows, its check. Returns the number of tokens read.
  size_t ReadAttempt(std::span<const int32_t> at, OpsAnalysis* out) {
    const bool shown = rules_.form == OpsForm::kShown;
    int combo = 0, value = question_.operands[0];
    for (int i = 0; i < question_.num_ops(); ++i) {
      const size_t place = static_cast<size_t>(shown ? 2 * i : i);
      const int op = vocabulary_.op_index(at[place]);
      combo = combo * kNumOps + op;
      value = ApplyOp(op, value, question_.operands[static_cast<size_t>(i) + 1], rules_.modulus);
      if (!shown) continue;
      ++out->arithmetic_steps;
      if (at[place + 1] != value) ++out->arithmetic_slips;
      value = at[place + 1];  // a slip counts once: go on from what is written
    }
    ++out->attempts;
    if (tried_[static_cast<size_t>(combo)]) ++out->repeats;
    tried_[static_cast<size_t>(combo)] = true;
    if (at.size() <= attempt_tokens_ || !vocabulary_.IsCheck(at[attempt_tokens_])) {
      return attempt_tokens_;
    }
    ++out->judged;
    const bool says_right = at[attempt_tokens_] == vocabulary_.right();
    if (says_right == (value == question_.target)) ++out->judged_right;
    return attempt_tokens_ + 1;
  }

 private:
  const OpsRules& rules_;
  const OpsVocabulary& vocabulary_;
  const OpsQuestion& question_;
  size_t attempt_tokens_;
  std::vector<bool> tried_;
};

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

OpsAnalysis AnalyzeResponse(const OpsRules& rules, const OpsQuestion& question,
                            std::span<const int32_t> response) {
  const OpsVocabulary& vocabulary = rules.vocabulary;
  OpsAnalysis out;
  const auto end = std::find(response.begin(), response.end(), vocabulary.end());
  out.truncated = end == response.end();
  out.length = static_cast<int>(end - response.begin()) + (out.truncated ? 0 : 1);
  out.grade = GradeResponse(rules, question, response);

  const auto marker = std::find(response.begin(), end, vocabulary.answer());
  std::span<const int32_t> work(response.begin(), marker);
  for (const int32_t id : work) {
    if (vocabulary.IsCheck(id)) ++out.checks;
    if (id == vocabulary.wrong()) ++out.reflections;
  }
  out.has_check = out.checks > 0;
  Reader reader(rules, question);
  while (!work.empty()) {
    size_t read = 1;
    if (reader.IsAttempt(work)) {
      read = reader.ReadAttempt(work, &out);
    } else if (!vocabulary.IsCheck(work[0])) {
      ++out.stray;
    }
    work = work.subspan(read);
  }
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
