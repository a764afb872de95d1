// The choices where both readings can be defended, under each policy. README.md tells why.

#include <gtest/gtest.h>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

struct Choice {
  const char* gold;
  const char* answer;  // bare
  bool reward, lenient;
};

bool Accepts(const Choice& choice, MathPolicy policy) {
  const MathOptions options{policy};
  return VerifyMathAnswer(choice.answer, ParseReference(choice.gold), options).reward > 0;
}

TEST(MathPolicy, DecidesBareAnswers) {
  const Choice choices[] = {
      {"\\frac{1}{3}", "0.333333", false, true},  // six digits, correctly rounded
      {"\\frac{1}{3}", "0.3333", false, false},
      {"\\pi", "3.141593", false, true},
      {"\\pi", "3.141592", false, false},  // cut off, not rounded
      {"10", "10\\%", true, true},
      {"0.1", "10\\%", true, true},
      {"10", "0.1", false, false},
      {"5\\text{ cm}", "5\\text{ m}", false, false},
      {"5\\text{ cm}", "5", true, true},
      {"(1,2)", "\\{1,2\\}", false, false},
      {"1,2", "1,1,2", false, true},
      {"1,1,2", "1,2", false, false},
      {"1,2", "1,2,3", false, false},
      {"(0,1)", "0 < x < 1", true, true},
      {"x=5", "y=5", false, false},
      {"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(1,2)", false, false},
      {"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{pmatrix}1&2\\end{pmatrix}", false, false},
      {"52_8", "52", false, false},
      {"42", "6\\cdot 7", true, true},
      {"120", "5!", true, true},
  };
  for (const Choice& choice : choices) {
    EXPECT_EQ(Accepts(choice, MathPolicy::kReward), choice.reward)
        << choice.gold << " | " << choice.answer;
    EXPECT_EQ(Accepts(choice, MathPolicy::kLenient), choice.lenient)
        << choice.gold << " | " << choice.answer;
  }
}

TEST(MathPolicy, DecidesWhatCountsAsAnAnswerOfAResponse) {
  const Choice choices[] = {
      {"2", "\\boxed{1} then \\boxed{2}", true, true},
      {"1", "\\boxed{1} then \\boxed{2}", false, false},
      {"2", "\\boxed{1} or \\boxed{2}", false, false},
      {"1,2", "\\boxed{1} and \\boxed{2}", true, true},
      {"5", "so \\boxed{5", false, true},
      {"5", "so \\fbox{5}", true, true},
      {"5", "we get x and then 5", false, true},
      {"5", "The answer $5$ was found", false, true},
      {"5", "<think>The answer is 5", false, false},
      {"5", "The answer is 5. </think> It is \\boxed{6}.", false, false},
      {"5", "The answer is $5$ or $6$.", false, false},
      {"34", "Final answer: the largest $n$ is 34.", false, true},
  };
  for (const Choice& choice : choices) {
    for (const MathPolicy policy : {MathPolicy::kReward, MathPolicy::kLenient}) {
      const Verdict verdict =
          VerifyMath(choice.answer, ParseReference(choice.gold), MathOptions{policy});
      EXPECT_EQ(verdict.reward > 0, policy == MathPolicy::kReward ? choice.reward : choice.lenient)
          << MathPolicyName(policy) << ": " << choice.answer << " " << verdict.details.dump();
    }
  }
}

}  // namespace
}  // namespace r1bench::verifiers
