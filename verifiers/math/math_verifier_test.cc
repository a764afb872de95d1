#include "verifiers/math/math_verifier.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

data::Problem WithAnswer(const std::string& answer) {
  data::Problem problem;
  problem.id = "p";
  problem.answer = answer;
  return problem;
}

Verdict Judge(const std::string& gold, std::string_view answer) {
  const MathVerifier verifier;
  return verifier.VerifyAnswer(*verifier.Prepare(WithAnswer(gold)), answer);
}

struct Pair {
  const char* gold;
  const char* answer;
};

const Pair kEqual[] = {
    // numbers
    {"42", "42"},
    {"42", "042"},
    {"42", "+42"},
    {"42", "42."},
    {"42", "42.0"},
    {"-3", "−3"},
    {"\\frac{1}{2}", "1/2"},
    {"\\frac{1}{2}", "0.5"},
    {"\\frac{1}{2}", ".5"},
    {"\\frac{1}{2}", "\\frac12"},
    {"\\frac 34", "\\dfrac{3}{4}"},
    {"\\frac{270}7", "\\frac{270}{7}"},
    {"\\frac{1}{2}", "\\frac{2}{4}"},
    {"\\frac{9}{5}", "1\\frac{4}{5}"},
    {"7\\frac{3}{4}", "7 3/4"},
    {"-1\\frac{4}{5}", "-\\frac95"},
    {"12345", "12,345"},
    {"12345", "12{,}345"},
    {"14916", "14 {, }916"},
    {"12345", "12\\,345"},
    {"11111111100", "11,\\! 111,\\! 111,\\! 100"},
    {"67200", "6.72\\times 10^4"},
    {"0.5", "50\\%"},
    {"36", "\\$36"},
    {"\\frac{1}{2^{99}}", "2^{-99}"},
    // units and degrees
    {"42", "42\\text{ cm}"},
    {"42", "42 cm"},
    {"15\\mbox{ cm}^2", "15"},
    {"90^\\circ", "90"},
    {"90^{\\circ}", "90°"},
    {"90", "90\\text{ degrees}"},
    {"12", "12^{\\text{th}}"},
    {"20", "20 dollars"},
    {"864 \\mbox{ inches}^2", "864\\text{ square inches}"},
    // surds and constants
    {"2\\sqrt{5}", "\\sqrt{20}"},
    {"2\\sqrt{5}", "2*sqrt(5)"},
    {"11\\sqrt2", "11\\sqrt{2}"},
    {"\\frac{\\sqrt{3}}{3}", "\\frac{1}{\\sqrt{3}}"},
    {"\\sqrt[3]{-8}", "-2"},
    {"2\\pi", "2pi"},
    {"-\\frac{\\pi}{6}", "-pi/6"},
    {"3", "\\log_2 8"},
    {"6-5i", "-5i+6"},
    {"\\frac{1}{2}", "\\sin 30^\\circ"},
    // expressions
    {"x^2-1", "(x-1)(x+1)"},
    {"\\frac{x}{x+1}", "1-\\frac{1}{x+1}"},
    {"\\tan^2(y)+1", "\\sec^2(y)"},
    {"2k+2", "2(k+1)"},
    {"|x|", "\\sqrt{x^2}"},
    {"x_1+x_2", "x_{2}+x_{1}"},
    {"\\theta", "θ"},
    // statements
    {"5", "x=5"},
    {"x=5", "5"},
    {"7", "f(2)=7"},
    {"y = 2x + 3", "y = 3 + 2x"},
    {"x+y=1", "2x+2y=2"},
    {"x-y=1", "y-x=-1"},
    {"(3,2)", "(p,q)=(3,2)"},
    {"\\frac{5}{2}", "x = \\frac{10}{4} = 2.5"},
    {"2\\sqrt{5}", "2\\sqrt{5} \\approx 4.47"},
    {"a<2", "2>a"},
    {"0 < x < 1", "(0,1)"},
    {"(2,\\infty)", "x > 2"},
    {"(-\\infty,1)\\cup(3,\\infty)", "x<1 \\text{ or } x>3"},
    // collections
    {"(1,2)", "\\left( 1, 2 \\right)"},
    {"(2,\\infty)", "(2,+∞)"},
    {"[0,1]", "x \\in [0,1]"},
    {"\\{1,2\\}", "\\{2,1\\}"},
    {"1,2", "2 \\text{ and } 1"},
    {"1,2", "\\{1,2\\}"},
    {"\\pm 3", "3,-3"},
    {"1,-1,2,-2", "\\pm 1, \\pm 2"},
    {"3 \\pm 2\\sqrt{2}", "3-2\\sqrt{2}, 3+\\sqrt{8}"},
    {"(-\\infty,2)\\cup(3,\\infty)", "(3,\\infty)\\cup(-\\infty,2)"},
    {"\\begin{pmatrix}1\\\\2\\end{pmatrix}",
     "\\left[\\begin{array}{c} 1 \\\\ 2\\end{array}\\right]"},
    {"52_8", "(52)_{\\text{8}}"},
    {"3:4", "3 : 4"},
    {"\\emptyset", "\\varnothing"},
    // words
    {"\\text{Evelyn}", "Evelyn"},
    {"\\text{east}", "\\text{East}"},
    {"\\text{even}", "\\mathrm{even}"},
    {"\\text{(C)}", "C"},
    {"\\text{(C)}", "\\textbf{(C)}"},
    {"\\text{(C)}", "\\text{(C) } 42"},
    {"\\text{ellipse}", "\\text{ellipse.}"},
};

const Pair kDifferent[] = {
    {"42", "43"},
    {"42", "-42"},
    {"42", "42.0000001"},
    {"42", "42 \\text{ or } 43"},
    {"42", "42, 43"},
    {"42", "\\{42\\}"},
    {"42", "(42, 43)"},
    {"42", "\\text{not } 42"},
    {"42", "x \\neq 42"},
    {"42", "41 < x < 43"},
    {"42", "42x"},
    {"42", "42i"},
    {"42", "42!"},
    {"42", "\\sqrt{42}"},
    {"42", "42^2"},
    {"42", "\\pm 42"},
    {"42", "4,2"},
    {"42", "4\\cdot 2"},
    {"42", "42 \\ldots 50"},
    {"42", "42_{9}"},
    {"42", "42 \\text{ is wrong}"},
    {"42", "42 \\text{ plus } 1"},
    {"42", "42 thousand"},
    {"\\frac{1}{3}", "0.33"},
    {"\\frac{1}{3}", "3"},
    {"\\pi", "3.14"},
    {"\\pi", "\\frac{22}{7}"},
    {"\\pi", "\\frac{245850922}{78256779}"},
    {"0.5", "50"},
    {"100000", "100005"},
    {"0.0000672", "0.0000673"},
    {"\\frac{1}{2^{99}}", "\\frac{1}{2^{98}}"},
    {"3", "3+10^{-400}"},
    {"3", "3+\\sin(10^{-400})"},
    {"5\\text{ cm}", "5\\text{ m}"},
    {"(1,2)", "(2,1)"},
    {"(1,2)", "1"},
    {"(0,1)", "[0,1]"},
    {"[0,1)", "(0,1]"},
    {"(1,2)", "\\{1,2\\}"},
    {"1,2", "1"},
    {"1,2", "1,2,3"},
    {"1,2", "1,1"},
    {"\\pm 3", "3"},
    {"(-\\infty,0]", "(-\\infty,0)"},
    {"(2,12)\\cup(12,102)", "(2,12)\\cap(12,102)"},
    {"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{pmatrix}1\\\\3\\end{pmatrix}"},
    {"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{pmatrix}1&2\\end{pmatrix}"},
    {"52_8", "52_9"},
    {"52_8", "8_{52}"},
    {"3R^2", "3r^2"},
    {"2k", "2n"},
    {"x", "\\sqrt{x^2}"},
    {"x^2-1", "x^2-1.0000001"},
    {"y = 2x+3", "y > 2x+3"},
    {"y = -2x", "x = -2y"},
    {"x=5", "y=6"},
    {"a<2", "a>2"},
    {"a^2+b=0", "0"},
    {"7", "2x+3=7"},
    {"7", "5=7"},
    {"\\text{(C)}", "D"},
    {"\\text{(C)}", "\\text{(C) or (D)}"},
    {"\\text{east}", "\\text{not east}"},
    {"\\text{east}", "west"},
};

TEST(MathVerifier, AcceptsEqualAnswersInOtherForms) {
  for (const Pair& pair : kEqual) {
    const Verdict verdict = Judge(pair.gold, pair.answer);
    EXPECT_EQ(verdict.status, Status::kCorrect)
        << pair.gold << " | " << pair.answer << ": " << verdict.reason;
    EXPECT_EQ(verdict.reward, 1.0);
  }
}

TEST(MathVerifier, RejectsDifferentAnswers) {
  for (const Pair& pair : kDifferent) {
    const Verdict verdict = Judge(pair.gold, pair.answer);
    EXPECT_NE(verdict.status, Status::kCorrect) << pair.gold << " | " << pair.answer;
    EXPECT_EQ(verdict.reward, 0.0);
  }
}

TEST(MathVerifier, EveryAnswerEqualsItselfAndEqualityIsSymmetricWhereBothAreReferences) {
  for (const Pair& pair : kEqual) {
    EXPECT_EQ(Judge(pair.gold, pair.gold).reward, 1.0) << pair.gold;
    EXPECT_EQ(Judge(pair.answer, pair.answer).reward, 1.0) << pair.answer;
  }
  for (const Pair& pair : kDifferent) {
    EXPECT_EQ(Judge(pair.answer, pair.gold).reward, 0.0) << pair.answer << " | " << pair.gold;
  }
}

TEST(MathVerifier, SaysWhatItJudgedAndWhy) {
  const MathVerifier verifier;
  const auto prepared = verifier.Prepare(WithAnswer("\\frac{1}{2}"));
  const Verdict right = verifier.Verify(*prepared, "<think>hm</think> It is \\boxed{0.5}.");
  EXPECT_EQ(right.status, Status::kCorrect);
  EXPECT_EQ(right.verifier, "math");
  EXPECT_EQ(right.details["answer"], "0.5");
  EXPECT_EQ(right.details["how"], "boxed");
  EXPECT_EQ(right.details["rule"], "exact value");
  EXPECT_GT(right.details["steps"], 0);
  EXPECT_EQ(verifier.Verify(*prepared, "I do not know.").status, Status::kNoAnswer);
  EXPECT_EQ(verifier.Verify(*prepared, "\\boxed{}").status, Status::kNoAnswer);
  EXPECT_EQ(verifier.Verify(*prepared, "\\boxed{3}").status, Status::kWrong);
  EXPECT_EQ(verifier.Verify(*prepared, "\\boxed{\\foo{3}}").status, Status::kUnparsable);
  EXPECT_EQ(verifier.Verify(*prepared, "\\boxed{10^{10^{10^{10}}}}").status, Status::kOverBudget);
}

TEST(MathVerifier, RefusesAProblemWithoutAnAnswer) {
  const MathVerifier verifier;
  EXPECT_THROW(verifier.Prepare(WithAnswer("")), base::Error);
  EXPECT_THROW(verifier.Prepare(WithAnswer(" $ $ ")), base::Error);
  EXPECT_THROW(verifier.Prepare(WithAnswer("\x01\x02")), base::Error);
  EXPECT_THROW(verifier.Prepare(WithAnswer("\\frac{1}{2")), base::Error);
}

TEST(MathVerifier, AnUnreadableReferenceAcceptsOnlyItself) {
  EXPECT_EQ(Judge("1,2,\\ldots,n", "1,3,\\ldots,n").status, Status::kUnparsable);
  EXPECT_EQ(Judge("1,2,\\ldots,n", "1, 2, \\dots, n").status, Status::kCorrect);
  EXPECT_EQ(Judge("1,2,\\ldots,n", "5").status, Status::kWrong);
}

std::string Repeat(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(MathVerifier, BoundsHostileAnswers) {
  const std::vector<std::string> answers = {
      "5^{5^{5^{5^{5}}}}",
      "9^{9^{9^9}}",
      "((100!)!)!",
      "\\frac{1}{0}",
      "0^{-1}",
      "\\ln 0",
      "2^{1000000}",
      "(10^{10})!",
      "\\binom{10^{10}}{10^9}",
      "\\gcd(10^{3000}+1,10^{2999}+7)",
      "1e999999999",
      "1e99999",
      Repeat("(", 5000) + "3" + Repeat(")", 4999),
      Repeat("\\frac{1}{1+", 2000) + "1" + Repeat("}", 2000),
      Repeat("\\sqrt{", 1000) + "3" + Repeat("}", 1000),
      Repeat("\\text{", 5000) + "3" + Repeat("}", 5000),
      Repeat("-", 60000) + "5",
      Repeat("1", 60000),
      Repeat("x+", 9000) + "x",
      Repeat("x^", 9000) + "x",
      Repeat("(x+1)", 9000),
      Repeat("1,", 15000) + "1",
      Repeat("|", 3001),
      Repeat("!", 3000),
      Repeat("\\pm", 3000) + "1",
      Repeat("a_", 3000) + "1",
      Repeat("$", 60000),
      Repeat("\\", 60001),
      "\\begin{pmatrix}" + Repeat("1&", 5000) + "1\\end{pmatrix}",
      "(x+y+z+w)^{1000000}",
      "\\sin(10^{10^6})",
      "\\left(\\left(\\left[",
      "\xff\xfe\x80\xC3",
      std::string(1000, '\0'),
      std::string("3\0"
                  "4",
                  3),
  };
  for (const std::string& answer : answers) {
    for (const char* gold : {"3", "(1,2)", "x", "\\{1,2,3\\}", "x>3"}) {
      EXPECT_EQ(Judge(gold, answer).reward, 0.0) << gold << " | " << answer.substr(0, 60);
    }
  }
  EXPECT_EQ(Judge("3", Repeat("(", 5000) + "3" + Repeat(")", 5000)).reward, 1.0);
  EXPECT_EQ(Judge("1", "(x+y+z+w)^{60}-(x+y+z+w)^{60}+1").reward, 1.0);
  EXPECT_EQ(Judge("2^{100000}", "2^{100000}+1").reward, 0.0);
  EXPECT_EQ(Judge("3", "3" + Repeat("\\cdot 1", 3000)).reward, 1.0);
}

TEST(MathVerifier, ReadsTenMegabytesOfAnything) {
  const MathVerifier verifier;
  const auto prepared = verifier.Prepare(WithAnswer("7"));
  const std::string filler(10 << 20, 'a');
  EXPECT_EQ(verifier.Verify(*prepared, filler + "\\boxed{7}").reward, 1.0);
  EXPECT_EQ(verifier.Verify(*prepared, filler).status, Status::kNoAnswer);
  EXPECT_EQ(verifier.Verify(*prepared, "\\boxed{" + filler + "}").status, Status::kOverBudget);
  EXPECT_EQ(verifier.Verify(*prepared, "").status, Status::kNoAnswer);
  EXPECT_EQ(verifier.Verify(*prepared, std::string(10 << 20, '\xff')).status, Status::kNoAnswer);
}

// A small deterministic fuzz: pieces of LaTeX in random order never crash and never equal a
// reference that no piece can make.
TEST(MathVerifier, SurvivesShuffledLatex) {
  const char* pieces[] = {"\\frac",
                          "{",
                          "}",
                          "(",
                          ")",
                          "[",
                          "]",
                          "\\{",
                          "\\}",
                          "1",
                          "23",
                          ".",
                          ",",
                          "x",
                          "e",
                          "i",
                          "\\sqrt",
                          "^",
                          "_",
                          "+",
                          "-",
                          "*",
                          "/",
                          "!",
                          "%",
                          "|",
                          "=",
                          "<",
                          ">",
                          "\\pm",
                          "\\pi",
                          "\\infty",
                          "\\text{",
                          "or",
                          "cm",
                          "sin",
                          "\\log",
                          "\\cup",
                          "\\in",
                          "\\begin{pmatrix}",
                          "&",
                          "\\\\",
                          "\\end{pmatrix}",
                          "\\binom",
                          "\\lfloor",
                          "\\rfloor",
                          "°",
                          "∞",
                          "\xff",
                          ";",
                          ":",
                          "~"};
  uint64_t state = 12345;
  const MathVerifier verifier;
  const auto prepared = verifier.Prepare(WithAnswer("987654321/1000003"));
  for (int round = 0; round < 20000; ++round) {
    std::string answer;
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const int length = 1 + static_cast<int>((state >> 33) % 14);
    for (int i = 0; i < length; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      answer += pieces[(state >> 33) % std::size(pieces)];
    }
    const Verdict verdict = verifier.VerifyAnswer(*prepared, answer);
    ASSERT_EQ(verdict.reward, 0.0) << answer;
    ASSERT_NE(verdict.status, Status::kError) << answer << ": " << verdict.reason;
  }
}

TEST(CanonicalAnswer, JoinsFormsOfOneValueAndKeepsValuesApart) {
  EXPECT_EQ(CanonicalAnswer("\\dfrac{2}{4}"), "1/2");
  EXPECT_EQ(CanonicalAnswer("0.5"), "1/2");
  EXPECT_EQ(CanonicalAnswer("12,345"), "12345");
  EXPECT_EQ(CanonicalAnswer("\\left( 1, 2 \\right)"), CanonicalAnswer("(1,2)"));
  EXPECT_NE(CanonicalAnswer("(1,2)"), CanonicalAnswer("(2,1)"));
  EXPECT_NE(CanonicalAnswer("2\\sqrt{5}"), "");
  EXPECT_EQ(CanonicalAnswer("\xff"), "");
}

}  // namespace
}  // namespace r1bench::verifiers
