#include "verifiers/math_pairs/explain.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ExplainTest, SaysWhatWasReadAndWhyItIsRight) {
  const std::string text =
      Explain("\\frac{1}{2}", "First \\boxed{7}. No:\nit is $\\boxed{0.5}$.", {});
  EXPECT_TRUE(text.starts_with("Reference     \\frac{1}{2}\n  read as     1/2\n")) << text;
  EXPECT_TRUE(Has(text, "Prediction    First \\boxed{7}. No: it is $\\boxed{0.5}$.\n")) << text;
  EXPECT_TRUE(Has(text, "  extracted   0.5\n  from        the content of the last \\boxed{}"));
  EXPECT_TRUE(Has(text, "  read as     1/2\nVerdict       correct: ")) << text;
  EXPECT_TRUE(Has(text, "  rule        exact value: both are rational numbers")) << text;
  EXPECT_TRUE(Has(text, " of at most 1000000\n")) << text;
  EXPECT_TRUE(Has(text, "  policy      reward; version of the verifier: ")) << text;
}

TEST(ExplainTest, SaysWhyThereIsNoAnswerOrAWrongOne) {
  const std::string none = Explain("2", "I looked at 3 and then gave up.", {});
  EXPECT_TRUE(Has(none, "  extracted   nothing\n  from        nothing: no box, ")) << none;
  EXPECT_TRUE(Has(none, "Verdict       no answer: ")) << none;
  PairOptions lenient;
  lenient.math.policy = MathPolicy::kLenient;
  const std::string number = Explain("2", "I looked at 3 and then gave up.", lenient);
  EXPECT_TRUE(Has(number, "  from        the last number (policy lenient)\n")) << number;
  EXPECT_TRUE(Has(number, "Verdict       wrong: ")) << number;
}

TEST(ExplainTest, ASolutionAsReferenceShowsItsAnswer) {
  const std::string text = Explain("We get $x=3$, so \\boxed{3}.", "3", {.bare = true});
  EXPECT_TRUE(Has(text, "  its answer  3\n")) << text;
  EXPECT_TRUE(Has(text, "  from        all of it: --bare\n")) << text;
}

TEST(ExplainTest, LongAndHostileTextsAreCutAndHarmless) {
  const std::string text =
      Explain("2", std::string(5000, 'x') + "\x1b[31m \\boxed{" + std::string(3000, '1') + "}", {});
  EXPECT_LT(text.size(), 2000u);
  EXPECT_FALSE(Has(text, "\x1b")) << text;
}

TEST(ExplainTest, AReferenceThatCannotBeReadIsAnError) {
  EXPECT_THROW(Explain("", "2", {}), base::Error);
}

}  // namespace
}  // namespace r1bench::verifiers
