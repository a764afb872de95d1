// What the parser reads beyond plain numbers, sets and formulas, and what it must keep apart.

#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

Verdict Judge(const std::string& gold, std::string_view answer) {
  return VerifyMathAnswer(answer, ParseReference(gold), {});
}

struct Pair {
  const char* gold;
  const char* answer;
};

const Pair kEqual[] = {
    {"x=\\pm2", "x=\\pm\\frac42"},
    {"x=\\pm2", "x=2, x=-2"},
    {"x=\\pm2", "\\pm2"},
    {"y=\\pm\\frac34x", "y=\\pm\\frac{3x}{4}"},
    {"x+y=\\pm5", "2x+2y=\\pm10"},
    {"2", "a-b=2"},
    // spelling
    {"5", "\\mleft(5\\mright)"},
    {"|x+1|", "\\left\\lvertx + 1\\right\\rvert"},
    {"x_1=2,\\quadx_2=3", "2, 3"},
    {"\\frac{1}{2}", "\\\\frac{1}{2}"},
    {"12345", "12 345"},
    {"x_{1}^{2}", "x^2_1"},
    {"x_{ij}^{n}", "x^n_{ij}"},
    {"3e", "3\\exponentialE"},
    {"\\{3\\}", "\\left{3\\right}"},
    // numbers
    {"\\frac{1}{6}", "0.1\\overline{6}"},
    {"\\frac{1}{3}", "0.\\overline{3}"},
    {"\\frac{1}{3}", "0.\\dot{3}"},
    {"1.41421356", "\\sqrt{2}"},
    {"0.142857", "\\frac{1}{7}"},
    // functions
    {"5", "\\lceil 4.2 \\rceil"},
    {"4", "\\operatorname{floor}(4.2)"},
    {"3", "\\lfloor \\pi \\rfloor"},
    {"\\pi", "\\max(3, \\pi, \\sqrt{2})"},
    {"6", "\\gcd(12, 18)"},
    {"\\frac{6}{5}", "\\gcd(2.4, 3.6)"},
    {"36", "\\operatorname{lcm}(12, 18)"},
    {"1", "7 \\bmod 3"},
    {"1", "-5 \\mod 3"},
    {"10", "{5 \\choose 2}"},
    {"x", "\\frac{x!}{(x-1)!}"},
    {"\\frac{\\sqrt{\\pi}}{2}", "0.5!"},
    {"\\frac{\\pi}{4}", "\\operatorname{arccot} 1"},
    // large values, never written out
    {"2^{3000000}", "8^{1000000}"},
    {"100000!", "100000\\cdot 99999!"},
    {"\\binom{50000}{2}", "25000 \\cdot 49999"},
    {"10^{10^9}", "100^{5\\cdot 10^8}"},
    // identities
    {"(x+y)^{100}", "(y+x)^{99}(x+y)"},
    {"2^n", "2\\cdot 2^{n-1}"},
    {"\\frac{1}{1-i}", "\\frac{1+i}{2}"},
    {"\\frac{e}{\\pi}", "e/\\pi"},
    {"|x-1|", "|1-x|"},
    // sums, products, integrals, limits
    {"5050", "\\sum_{k=1}^{100} k"},
    {"120", "\\prod_{k=1}^{5} k"},
    {"\\sum_{k=1}^{3} x^k", "x+x^2+x^3"},
    {"\\sum_{k=1}^n k^2", "\\sum^n_{j=1} j^2"},
    {"\\int (a+b)\\,dx", "\\int b + a dx"},
    {"2\\int_0^1 f dx", "\\int_0^1 f dx + \\int^1_0 f dx"},
    {"\\lim_{x \\to 0} g(x)", "\\lim_{t\\to 0} g(t)"},
    // matrices
    {"\\begin{pmatrix}4 & 6\\end{pmatrix}",
     "\\begin{bmatrix}1 & 2\\end{bmatrix} + \\begin{bmatrix}3 & 4\\end{bmatrix}"},
    {"\\begin{pmatrix}2 \\\\ 1\\end{pmatrix}",
     "\\begin{pmatrix}0 & 1 \\\\ 1 & 0\\end{pmatrix}\\begin{pmatrix}1 \\\\ 2\\end{pmatrix}"},
    {"\\begin{pmatrix}-x \\\\ 0\\end{pmatrix}", "-x\\begin{pmatrix}1 \\\\ 0\\end{pmatrix}"},
    // sets
    {"\\{1,2,3\\}", "\\{1,2\\} \\cup \\{2,3\\}"},
    {"\\{1\\}", "\\{1,2\\} \\setminus \\{2\\}"},
    {"\\{1,2\\} \\setminus \\{2\\}", "{1,2} \\setminus {2}"},
    {"\\{(1,2),(3,4)\\}", "1,2; 3,4"},
    {"(1,2,3)", "(1; 2; 3)"},
    // statements
    {"11:21", "V_1:V_2 = 11:21"},
    {"\\frac{AB}{CD} = 2", "2"},
    {"x \\equiv 3 \\pmod 5", "8 \\pmod{5}"},
    {"\\begin{cases} x & \\text{if } x > 0 \\\\ 0 & \\text{otherwise}\\end{cases}",
     "\\begin{cases} 0 & \\text{otherwise} \\\\ x & x > 0 \\end{cases}"},
    {"x \\neq 3", "x != 3"},
    // boxes
    {"1, 2", "\\boxed{1}\\boxed{2}"},
    {"1, 2", "\\boxed{1} \\quad \\text{and} \\quad \\boxed{2}"},
    {"\\text{(C)}", "\\text{(C)} \\frac{1}{2}"},
};

const Pair kDifferent[] = {
    // a plus-minus in a statement says two things
    {"x=\\pm2", "x=2"},
    {"x=2", "x=\\pm2"},
    {"y=\\pm\\frac34x", "y=\\frac34x"},
    {"x\\ne\\pm1", "x\\ne1"},
    {"f(2)=3", "f(2)=\\pm3"},
    {"x=\\pm2", "x=\\pm3"},
    // -x = 2 states -2
    {"2", "-x=2"},
    {"\\text{(C)}", "\\text{(C)}+1"},
    {"\\text{(C)}", "\\text{(C) is wrong}"},
    {"\\text{(C)}", "(C)^2"},
    {"5", "\\lceil 5.2 \\rceil"},
    {"0", "\\lfloor x/10 \\rfloor"},
    {"100-x", "|x-100|"},
    {"x", "\\sqrt{x^2}"},
    {"1", "\\gcd(a, b)"},
    {"\\gcd(a,b)", "\\gcd(a,2b)"},
    {"\\frac{1}{3}", "0.333333"},
    {"1.41421", "1.414213"},
    {"3.14", "\\pi"},
    {"1.41422", "\\sqrt{2}"},
    {"0.3", "0.\\overline{3}"},
    {"2^{3000000}", "2^{3000000}+1"},
    {"100000!", "99999!"},
    {"(x+y)^{100}", "(x-y)^{100}"},
    {"\\pi", "e"},
    {"i", "-i"},
    {"5050", "\\sum_{k=1}^{99} k"},
    {"\\sum_{k=1}^n k", "\\sum_{k=0}^n k^2"},
    {"\\sum_{k=1}^n k", "\\sum_{k=1}^m k"},
    {"\\int x dx", "\\int y dy"},
    {"\\int_0^1 x dx", "\\int_0^2 x dx"},
    {"\\lim_{x \\to 0} g(x)", "\\lim_{x \\to 1} g(x)"},
    {"\\begin{pmatrix}0 & 1 \\\\ 0 & 0\\end{pmatrix}",
     "\\begin{pmatrix}0 & 1 \\\\ 0 & 0\\end{pmatrix}\\begin{pmatrix}0 & 1 \\\\ 0 & "
     "0\\end{pmatrix}"},
    {"\\{1,2,3\\}", "\\{1,2\\} \\cap \\{2,3\\}"},
    {"\\{1\\}", "\\{1,2\\} \\setminus \\{1\\}"},
    {"\\{(1,2),(3,4)\\}", "1,3; 2,4"},
    {"3 \\pmod 5", "3 \\pmod 7"},
    {"3 \\pmod 5", "4 \\pmod 5"},
    {"AB = 2", "3"},
    {"x \\neq 3", "x = 3"},
    {"42", "\\boxed{41}, \\boxed{42}"},
    {"42", "\\boxed{41} \\text{ or } \\boxed{42}"},
};

TEST(MathLanguage, ReadsOtherNotation) {
  for (const Pair& pair : kEqual) {
    const Verdict verdict = Judge(pair.gold, pair.answer);
    EXPECT_EQ(verdict.status, Status::kCorrect)
        << pair.gold << " | " << pair.answer << ": " << verdict.reason << verdict.details.dump();
  }
}

TEST(MathLanguage, KeepsDifferentAnswersApart) {
  for (const Pair& pair : kDifferent) {
    for (const auto& [gold, answer] : {pair, Pair{pair.answer, pair.gold}}) {
      // Only a reference may be a rounded decimal.
      if (std::string(answer) == "0.333333" || std::string(gold) == "0.333333") continue;
      EXPECT_NE(Judge(gold, answer).status, Status::kCorrect) << gold << " | " << answer;
    }
    EXPECT_EQ(Judge(pair.gold, pair.gold).status, Status::kCorrect) << pair.gold;
  }
  EXPECT_EQ(Judge("\\frac{1}{3}", "0.333333").status, Status::kWrong);
  // An equation that is the answer is not its right side; f(x) = ... is a name and a value.
  EXPECT_EQ(Judge("xy = 2", "2").status, Status::kWrong);
  EXPECT_EQ(Judge("f(x) = x^2", "x^2").status, Status::kCorrect);
}

TEST(MathLanguage, SaysWhichRuleDecided) {
  const auto rule = [](const char* gold, const char* answer) {
    return Judge(gold, answer).details["rule"].get<std::string>();
  };
  EXPECT_EQ(rule("\\frac12", "\\dfrac{1}{2}"), "exact value");
  EXPECT_EQ(rule("x+1", "x + 1"), "same tokens");
  EXPECT_EQ(rule("\\text{odd}", "odd"), "words");
  EXPECT_EQ(rule("(C)", "C"), "choice");
  EXPECT_EQ(rule("\\sqrt{8}", "2\\sqrt{2}"), "ball");
  EXPECT_EQ(rule("x^2-1", "(x-1)(x+1)"), "identity modulo primes");
  EXPECT_EQ(rule("100000!", "99999!"), "value modulo primes");
  EXPECT_EQ(rule("1.41421356", "\\sqrt2"), "rounded decimal");
  EXPECT_EQ(rule("1,2", "2,1"), "set");
  EXPECT_EQ(rule("(1,2)", "(1,3)"), "tuple");
  EXPECT_EQ(rule("(1,2)", "\\{1,2\\}"), "type");
  EXPECT_EQ(rule("x>3", "(3,\\infty)"), "interval");
  EXPECT_EQ(rule("x+y=1", "2x+2y=2"), "relation");
  EXPECT_EQ(rule("5\\text{ cm}", "5\\text{ m}"), "unit");
  EXPECT_EQ(rule("52_8", "52_9"), "number base");
  EXPECT_EQ(rule("5", "\\foo"), "unreadable");
  EXPECT_EQ(rule("5", ""), "empty");
}

TEST(MathLanguage, CountsStepsAndStopsAtTheirLimit) {
  const ParsedAnswer gold = ParseReference("5");
  const char* answer = "\\sum_{k=1}^{1000} k";
  const Verdict free = VerifyMathAnswer(answer, gold, {});
  EXPECT_EQ(free.status, Status::kWrong);
  const int64_t steps = free.details["steps"].get<int64_t>();
  MathOptions options;
  options.steps = steps;
  EXPECT_EQ(VerifyMathAnswer(answer, gold, options).status, Status::kWrong);
  options.steps = steps / 2;
  const Verdict cut = VerifyMathAnswer(answer, gold, options);
  EXPECT_EQ(cut.status, Status::kOverBudget);
  EXPECT_EQ(cut.details["steps"].get<int64_t>(), options.steps);
}

// Matrix products share entries, so that the tree behind a short answer may be huge.
TEST(MathLanguage, BoundsTreesThatGrowWhileTheyAreRead) {
  std::string power;
  for (int i = 0; i < 400; ++i) power += "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}";
  EXPECT_EQ(Judge("\\begin{pmatrix}1\\end{pmatrix}", power).status, Status::kOverBudget);
  std::string integrals;
  for (int i = 0; i < 290; ++i) integrals += "\\int ";
  EXPECT_NE(Judge("5", integrals + "x dx").status, Status::kCorrect);
}

}  // namespace
}  // namespace r1bench::verifiers
