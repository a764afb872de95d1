// The work that one verification may cost, and its policy. Counted, never timed, so a verdict
// depends on nothing but the texts: one step is about one byte read, or one machine word of a
// number computed.
#ifndef R1BENCH_VERIFIERS_MATH_BUDGET_H_
#define R1BENCH_VERIFIERS_MATH_BUDGET_H_

#include <cstdint>

#include "verifiers/math/math_policy.h"

namespace r1bench::verifiers {

inline constexpr int64_t kDefaultSteps = 1'000'000;

struct Budget {
  int64_t left = kDefaultSteps;
  MathPolicy policy = MathPolicy::kReward;
  const char* rule = "none";  // the rule that decided last

  void Spend(int64_t steps) { left -= steps; }
  void SpendBits(int64_t bits) { left -= 1 + bits / 64; }
  bool spent() const { return left < 0; }
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_BUDGET_H_
