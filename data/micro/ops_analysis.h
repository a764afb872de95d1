// What a response of the micro world does: its behaviour, its checks, its slips. Measured from
// the tokens alone, for the curves, the findings and the audit of a base model.
//
// The audit is the gate before reinforcement learning: trial runs showed that a base whose
// arithmetic or checks are unreliable, or whose searches do not beat its guesses, learns to
// "guess and stop" instead of to search.
#ifndef R1BENCH_DATA_MICRO_OPS_ANALYSIS_H_
#define R1BENCH_DATA_MICRO_OPS_ANALYSIS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/ops_corpus.h"
#include "data/micro/ops_task.h"

namespace r1bench::micro {

// What stands before the answer: the response up to its first `A` or `E` (or to the end).
std::span<const int32_t> Thought(const OpsVocabulary& vocabulary,
                                 std::span<const int32_t> response);

// An attempt as written, and the check directly after it.
struct OpsAttempt {
  size_t begin = 0;    // where its first token stands in the thought
  size_t length = 0;   // in tokens, without the check
  int combo = 0;       // its operators (ops_rules.h)
  int value = 0;       // the result it states, or that its operators have where none is printed
  int steps = 0;       // results printed ...
  int slips = 0;       // ... and those of them that do not follow from what stands before
  int32_t check = -1;  // `V`, `W`, or -1: none
};
// All attempts of a thought; tokens that fit nowhere are skipped.
std::vector<OpsAttempt> ReadAttempts(const OpsRules& rules, const OpsQuestion& question,
                                     std::span<const int32_t> thought);

// One response, read up to and including its first `E` (or to the end when there is none).
//
// An attempt is four tokens `operator numeral operator numeral` (OPS-K: a pair for each operator),
// read left to right without overlap, before the answer; a check belongs to the attempt directly
// before it. Tokens that fit nowhere are counted as stray and skipped, so any ids at all are
// accepted.
struct OpsAnalysis {
  OpsMode mode = OpsMode::kGuess;  // search: two attempts or more; check: else, with a check
  int length = 0;                  // tokens, `E` included
  int attempts = 0;
  int checks = 0;            // `V` and `W`, wherever they stand before the answer
  int reflections = 0;       // `W` among them: "this is wrong, try again", the aha token
  int repeats = 0;           // attempts whose operators were tried before
  int out_of_order = 0;      // attempts whose combination is not above that of the one before
  int arithmetic_steps = 0;  // one an operator: 2 per attempt of OPS-M, x and y
  int arithmetic_slips = 0;  // x != a o1 b, or y != (written x) o2 c
  int judged = 0;            // checks that belong to an attempt
  int judged_right = 0;      // ... and say the truth: `V` exactly when the written y = t
  int stray = 0;             // tokens before the answer that belong to no attempt and no check
  bool has_check = false;
  bool truncated = false;  // no `E`
  OpsGrade grade;
};

// The general form; `repeats` counts combinations tried before. With the hidden form an attempt is
// the operators alone and has no arithmetic steps; a check is true if the operators' value says so.
OpsAnalysis AnalyzeResponse(const OpsRules& rules, const OpsQuestion& question,
                            std::span<const int32_t> response);
OpsAnalysis Analyze(const OpsTask& task, const OpsPrompt& prompt,
                    std::span<const int32_t> response);

// Sums over many responses. Rates are 0 (or 1 where "no error was made" is meant) without data;
// the counts stand beside them.
class OpsAudit {
 public:
  void Add(const OpsAnalysis& analysis);
  void Merge(const OpsAudit& other);
  // For a gate that looks at some of the checks only.
  void ReplaceJudged(int64_t judged, int64_t right) {
    judged_ = judged;
    judged_right_ = right;
  }

  int64_t count() const { return count_; }
  double accuracy() const { return Rate(correct_, count_); }
  double mean_length() const { return Rate(length_, count_); }
  double reflections_per_response() const { return Rate(reflections_, count_); }
  double attempts_per_response() const { return Rate(attempts_, count_); }
  double share_with_check() const { return Rate(with_check_, count_); }
  double share_truncated() const { return Rate(truncated_, count_); }
  double share_repeated() const { return Rate(repeats_, attempts_); }  // of attempts
  // Of attempts that have one before them: 1/2 for a random order without repeats, 0 for canonical.
  double share_out_of_order() const { return Rate(out_of_order_, followers_); }
  // Arithmetic skill: share of steps (x and y) that are right. n = arithmetic_steps().
  double arithmetic_accuracy() const { return Rate(steps_ - slips_, steps_); }
  int64_t arithmetic_steps() const { return steps_; }
  // Check skill: share of judged checks that say the truth. n = judged().
  double check_accuracy() const { return Rate(judged_right_, judged_); }
  int64_t judged() const { return judged_; }
  // Behaviours: their share, and the accuracy within.
  int64_t mode_count(OpsMode mode) const { return mode_count_[Index(mode)]; }
  double mode_share(OpsMode mode) const { return Rate(mode_count_[Index(mode)], count_); }
  double mode_accuracy(OpsMode mode) const {
    return Rate(mode_correct_[Index(mode)], mode_count_[Index(mode)]);
  }
  // Mean length of right and of wrong responses.
  double length_if_correct() const { return Rate(length_correct_, correct_); }
  double length_if_wrong() const { return Rate(length_ - length_correct_, count_ - correct_); }

 private:
  static size_t Index(OpsMode mode) { return static_cast<size_t>(mode); }
  static double Rate(int64_t part, int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
  }

  int64_t count_ = 0, correct_ = 0, length_ = 0, length_correct_ = 0;
  int64_t attempts_ = 0, repeats_ = 0, reflections_ = 0, with_check_ = 0, truncated_ = 0;
  int64_t followers_ = 0, out_of_order_ = 0;
  int64_t steps_ = 0, slips_ = 0, judged_ = 0, judged_right_ = 0;
  std::array<int64_t, kNumModes> mode_count_{}, mode_correct_{};
};

// Thresholds set from trial runs (README.md). All must hold.
struct AuditGate {
  double min_arithmetic = 0.98;
  double min_check = 0.97;
  double min_search_over_guess = 2.0;  // search-mode accuracy / guess-mode accuracy
  int64_t min_judged = 20;             // below this many checks the check skill is unknown
  int64_t min_search = 20;             // below this many searches the ratio is unknown
};

struct GateResult {
  bool passed = false;
  std::vector<std::string> failures;  // one sentence each; empty when passed
};
GateResult CheckGate(const OpsAudit& audit, const AuditGate& gate = {});

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_ANALYSIS_H_
