#include "data/micro/ops_analysis.h"

#include <algorithm>
#include <sstream>

namespace r1bench::micro {
namespace {

bool IsAttempt(std::span<const int32_t> at) {
  return at.size() >= 4 && IsOperator(at[0]) && IsNumeral(at[1]) && IsOperator(at[2]) &&
         IsNumeral(at[3]);
}

// Reads one attempt and, when one follows, its check. Returns the number of tokens read.
size_t ReadAttempt(const OpsTask& task, const OpsPrompt& prompt, std::span<const int32_t> at,
                   std::array<bool, kNumPairs>& tried, OpsAnalysis& out) {
  ++out.attempts;
  const size_t pair = static_cast<size_t>(PairIndex({at[0], at[2]}));
  if (tried[pair]) ++out.repeats;
  tried[pair] = true;
  out.arithmetic_steps += 2;
  if (at[1] != task.Apply(at[0], prompt.a, prompt.b)) ++out.arithmetic_slips;
  if (at[3] != task.Apply(at[2], at[1], prompt.c)) ++out.arithmetic_slips;
  if (at.size() < 5 || !IsCheck(at[4])) return 4;
  ++out.judged;
  if ((at[4] == kTokenRight) == (at[3] == prompt.t)) ++out.judged_right;
  return 5;
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

OpsAnalysis Analyze(const OpsTask& task, const OpsPrompt& prompt,
                    std::span<const int32_t> response) {
  OpsAnalysis out;
  const auto end = std::find(response.begin(), response.end(), kTokenEnd);
  out.truncated = end == response.end();
  out.length = static_cast<int>(end - response.begin()) + (out.truncated ? 0 : 1);
  out.grade = GradeAnswer(task, prompt, response);

  const auto marker = std::find(response.begin(), end, kTokenAnswer);
  std::span<const int32_t> work(response.begin(), marker);
  for (const int32_t id : work) {
    if (IsCheck(id)) ++out.checks;
    if (id == kTokenWrong) ++out.reflections;
  }
  out.has_check = out.checks > 0;
  std::array<bool, kNumPairs> tried{};
  while (!work.empty()) {
    size_t read = 1;
    if (IsAttempt(work)) {
      read = ReadAttempt(task, prompt, work, tried, out);
    } else if (!IsCheck(work[0])) {
      ++out.stray;
    }
    work = work.subspan(read);
  }
  out.mode = ModeOf(out);
  return out;
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
