// What stands around a box, under policy reward: parts of formulas, denials and guesses earn
// nothing, the usual surroundings of a final answer cost nothing.
#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

bool Accepts(const std::string& response, MathPolicy policy = MathPolicy::kReward) {
  return VerifyMath(response, ParseReference("17"), MathOptions{policy}).reward > 0;
}

TEST(ExtractContext, ABoxThatIsAPartOfAFormulaIsNoAnswer) {
  for (const char* response : {"$-\\boxed{17}$",
                               "-\\boxed{17}",
                               "\\[x = -\\boxed{17}\\]",
                               "$$-\\boxed{17}$$",
                               "\\(-\\boxed{17}\\)",
                               "$2\\boxed{17}$",
                               "2\\boxed{17}",
                               "$2\\cdot\\boxed{17}$",
                               "$1+\\boxed{17}$",
                               "\\boxed{17}+1",
                               "$\\boxed{17} + 1$",
                               "$\\boxed{17}-x$",
                               "$\\boxed{17}x$",
                               "$\\boxed{17}^2$",
                               "$\\boxed{17}!$",
                               "$\\boxed{17}\\times 10^3$",
                               "\\boxed{17}0",
                               "$\\boxed{17}_8$",
                               "$\\sqrt{\\boxed{17}}$",
                               "$\\frac{\\boxed{17}}{2}$",
                               "$\\frac{1}{\\boxed{17}}$",
                               "$x^{\\boxed{17}}$",
                               "$\\log\\boxed{17}$",
                               "$x \\neq \\boxed{17}$"}) {
    EXPECT_FALSE(Accepts(response)) << response;
    EXPECT_TRUE(Accepts(response, MathPolicy::kLenient)) << response;
  }
}

TEST(ExtractContext, TheUsualSurroundingsOfABoxAreFine) {
  for (const char* response : {"$x = \\boxed{17}$",
                               "$$10 + 7 = \\boxed{17}$$",
                               "\\[\\boxed{17}.\\]",
                               "- \\boxed{17}",
                               "Answer - \\boxed{17}",
                               "**\\boxed{17}**",
                               "\\boxed{17}!",
                               "$\\boxed{17}^\\circ$",
                               "$\\boxed{17}^{\\text{th}}$",
                               "$\\boxed{17}\\text{ cm}$",
                               "$\\boxed{17} cm$",
                               "\\$\\boxed{17}",
                               "$(\\boxed{17})$",
                               "$\\large{\\boxed{17}}$",
                               "$\\therefore\\boxed{17}$",
                               "$n \\ge \\boxed{17}$",
                               "\\begin{align*}x &= 10 + 7\\\\ &= \\boxed{17}\\end{align*}",
                               "$\\textcolor{red}{\\boxed{17}}$",
                               "\\boxed{17} (as 10 + 7 = 17)",
                               "\\boxed{17}. Not 18.",
                               "This costs $3 in all: \\boxed{17} - done",
                               "$\\boxed{17}\\pmod{20}$"}) {
    EXPECT_TRUE(Accepts(response)) << response;
  }
}

TEST(ExtractContext, ADeniedBoxIsNoAnswer) {
  for (const char* response : {"not \\boxed{17}", "The answer is not $\\boxed{17}$.",
                               "It isn't \\boxed{17}", "It is never **\\boxed{17}**"}) {
    EXPECT_FALSE(Accepts(response)) << response;
  }
  EXPECT_TRUE(Accepts("a knot: \\boxed{17}"));
}

TEST(ExtractContext, AGuessAmongBoxesIsNoAnswer) {
  for (const char* response :
       {"\\boxed{18}. Or \\boxed{17}", "\\boxed{18}, or maybe \\boxed{17}",
        "$\\boxed{18}$ or it could be $\\boxed{17}$", "\\boxed{18}; alternatively, \\boxed{17}",
        "\\boxed{18} / \\boxed{17}", "\\boxed{18} | \\boxed{17}", "- \\boxed{18}\n- \\boxed{17}",
        "1. \\boxed{18}\n2. \\boxed{17}", "(a) \\boxed{18} (b) \\boxed{17}",
        "\\boxed{17} or maybe \\boxed{18}, \\boxed{17}"}) {
    EXPECT_FALSE(Accepts(response)) << response;
  }
  for (const char* response :
       {"First \\boxed{18} looked right, but the sum is \\boxed{17}",
        "\\boxed{18} or \\boxed{19}? Neither: adding ten and seven gives \\boxed{17}",
        "Step 1: $a = \\boxed{10}$.\n\nStep 2: adding, $a + 7 = \\boxed{17}$."}) {
    EXPECT_TRUE(Accepts(response)) << response;
  }
}

TEST(ExtractContext, TwoAnswersThatDifferAreNone) {
  EXPECT_FALSE(Accepts("<answer>18</answer> no, <answer>17</answer>"));
  EXPECT_FALSE(Accepts("<answer>\\boxed{18}</answer><answer>\\boxed{17}</answer>"));
  EXPECT_TRUE(Accepts("<answer>17</answer> Again: <answer>17</answer>"));
  EXPECT_TRUE(Accepts("<think><answer>18</answer></think><answer>17</answer>"));
}

TEST(ExtractContext, TheVerdictSaysWhy) {
  const Verdict verdict = VerifyMath("$-\\boxed{17}$", ParseReference("17"), {});
  EXPECT_EQ(verdict.status, Status::kUnparsable);
  EXPECT_EQ(verdict.details["rule"], "hedge");
  EXPECT_EQ(verdict.details["answer"], "17");
  EXPECT_NE(verdict.reason.find("part of a formula"), std::string::npos);
}

}  // namespace
}  // namespace r1bench::verifiers
