#include "verifiers/math/math_policy.h"

#include "base/error.h"

namespace r1bench::verifiers {

const char* MathPolicyName(MathPolicy policy) {
  return policy == MathPolicy::kReward ? "reward" : "lenient";
}

MathPolicy ParseMathPolicy(std::string_view name) {
  if (name == "reward") return MathPolicy::kReward;
  if (name == "lenient") return MathPolicy::kLenient;
  base::Fail("expected the policy \"reward\" or \"lenient\", got \"", name, "\"");
}

}  // namespace r1bench::verifiers
