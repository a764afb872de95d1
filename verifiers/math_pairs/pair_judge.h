// One line of the math_verify program: {"id", "gold", "prediction"} in, a verdict as JSON out.
#ifndef R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_JUDGE_H_
#define R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_JUDGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {

struct PairOptions {
  MathOptions math = {};
  bool bare = false;  // predictions are answers, not responses to look for an answer in
};

struct PairResult {
  // {"id", "correct", "verdict", "extracted", "canonical", "rule", "steps"}; null for what there is
  // not. Empty for a bad line.
  std::string output;
  Status status = Status::kError;
  std::string fault;  // what is wrong with the line and what to do; empty: nothing
};

// Not thread-safe: it keeps the reference it read last, for the many predictions of one problem.
class PairJudge {
 public:
  explicit PairJudge(const PairOptions& options) : options_(options) {}

  // Never throws for any bytes.
  PairResult Judge(std::string_view line);

  // The verdict on one pair. Throws base::Error if `gold` cannot be a reference.
  Verdict Judge(const std::string& gold, std::string_view prediction);

 private:
  PairOptions options_;
  std::string gold_;
  std::optional<ParsedAnswer> reference_;  // of gold_
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_JUDGE_H_
