// How much of a response counts as a stated answer.
#ifndef R1BENCH_VERIFIERS_MATH_MATH_POLICY_H_
#define R1BENCH_VERIFIERS_MATH_MATH_POLICY_H_

#include <string_view>

namespace r1bench::verifiers {

enum class MathPolicy {
  kReward,   // strict: only an announced answer counts, as an accuracy reward needs it
  kLenient,  // also the last formula or number of a response; for scores comparable with lm-eval's
};
const char* MathPolicyName(MathPolicy policy);  // "reward", "lenient"
// Throws base::Error for another name.
MathPolicy ParseMathPolicy(std::string_view name);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_MATH_POLICY_H_
