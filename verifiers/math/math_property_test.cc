// Properties that hold for any answer, on generated ones (deterministic seeds). What is equal is
// known by construction, or by integer arithmetic that shares nothing with the verifier.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::verifiers {
namespace {

using base::StrCat;

std::unique_ptr<const PreparedProblem> Prepared(const std::string& gold) {
  data::Problem problem;
  problem.id = gold;
  problem.answer = gold;
  return MathVerifier().Prepare(problem);
}

bool Accepts(const std::string& gold, const std::string& answer) {
  return MathVerifier().VerifyAnswer(*Prepared(gold), answer).status == Status::kCorrect;
}

Status OfResponse(const std::string& gold, const std::string& response) {
  return MathVerifier().Verify(*Prepared(gold), response).status;
}

// One of each kind of answer. No two are equal.
const std::vector<std::string>& Answers() {
  static const auto& answers = *new std::vector<std::string>{
      "17",
      "-4",
      "0",
      "12345",
      "2.75",
      "\\frac{3}{8}",
      "-\\frac{11}{6}",
      "5\\frac{1}{3}",
      "35\\%",
      "3\\sqrt{7}",
      "\\frac{2+\\sqrt{3}}{5}",
      "\\sqrt[3]{10}",
      "\\frac{3\\pi}{4}",
      "e^{2}",
      "\\ln 3",
      "\\log_{2} 5",
      "\\sin 20^\\circ",
      "2-5i",
      "7!",
      "\\binom{9}{4}",
      "2^{70}",
      "142_5",
      "(2,-3)",
      "(2,-3,1)",
      "\\{1,4,9\\}",
      "[2,6)",
      "(-\\infty,3]",
      "(-\\infty,1)\\cup(4,\\infty)",
      "x^2-3x+1",
      "\\frac{a+1}{b-2}",
      "y=4x-9",
      "x>11",
      "\\pm 6",
      "\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}",
      "\\emptyset",
      "\\infty",
      "\\text{Wednesday}",
      "\\text{(D)}",
      "\\lfloor x\\rfloor",
      "|t-4|",
  };
  return answers;
}

// Random expressions in x and y.
class Generator {
 public:
  explicit Generator(const char* stream) : rng_(1, stream) {}

  int64_t Between(int64_t lo, int64_t hi) { return rng_.Between(lo, hi); }

  std::string Expression(int depth) {
    if (depth == 0) return Leaf();
    const std::string a = Expression(depth - 1), b = Expression(depth - 1);
    switch (Between(0, 6)) {
      case 0:
        return StrCat(a, "+", b);
      case 1:
        return StrCat(a, "-(", b, ")");
      case 2:
        return StrCat("(", a, ")(", b, ")");
      case 3:
        return StrCat("\\frac{", a, "}{", Between(2, 9), "}");
      case 4:
        return StrCat("(", a, ")^{", Between(2, 3), "}");
      case 5:
        return StrCat("\\sqrt{", Between(2, 30), "}\\cdot(", b, ")");
      default:
        return StrCat("-(", a, ")");
    }
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    rng_.Shuffle(items);
  }

 private:
  std::string Leaf() {
    static constexpr const char* kLeaves[] = {"x", "y", "\\pi", "2", "3", "7", "10", "0.5"};
    return kLeaves[Between(0, 7)];
  }

  base::Rng rng_;
};

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

struct Rewrite {
  const char* name;
  std::function<std::string(const std::string&)> apply;
};

// Ways to write the same answer.
const std::vector<Rewrite>& Rewrites() {
  static const auto& rewrites = *new std::vector<Rewrite>{
      {"spaces", [](std::string t) { return Replaced(Replaced(t, "+", " + "), "=", " = "); }},
      {"thin spaces", [](std::string t) { return Replaced(t, "+", "\\,+\\;"); }},
      {"spaces around it", [](std::string t) { return "  " + t + " \n"; }},
      {"dfrac", [](std::string t) { return Replaced(t, "\\frac", "\\dfrac"); }},
      {"tfrac", [](std::string t) { return Replaced(t, "\\frac", "\\tfrac"); }},
      {"left right",
       [](std::string t) { return Replaced(Replaced(t, "(", "\\left("), ")", "\\right)"); }},
      {"big", [](std::string t) { return Replaced(Replaced(t, "(", "\\bigl("), ")", "\\bigr)"); }},
      {"dollars", [](std::string t) { return "$" + t + "$"; }},
      {"display style", [](std::string t) { return "\\displaystyle " + t; }},
      {"braces", [](std::string t) { return "{" + t + "}"; }},
      {"full stop", [](std::string t) { return t + "."; }},
  };
  return rewrites;
}

TEST(MathPropertyTest, EveryAnswerEqualsItself) {
  for (const std::string& answer : Answers()) EXPECT_TRUE(Accepts(answer, answer)) << answer;
  Generator generator("reflexive");
  for (int i = 0; i < 300; ++i) {
    const std::string answer = generator.Expression(1 + i % 3);
    EXPECT_TRUE(Accepts(answer, answer)) << answer;
    EXPECT_EQ(OfResponse(answer, "So $\\boxed{" + answer + "}$."), Status::kCorrect) << answer;
  }
}

TEST(MathPropertyTest, EveryAnswerIsFoundWhereverItIsAnnounced) {
  for (const std::string& answer : Answers()) {
    for (const std::string& response :
         {"So $\\boxed{" + answer + "}$.", "so \\fbox{" + answer + "}",
          "\\[\\boxed {\n" + answer + "}\\]\nThis is it.",
          "<think>\\boxed{1}</think><answer>$" + answer + "$</answer>",
          "The final answer is $" + answer + "$."}) {
      EXPECT_EQ(OfResponse(answer, response), Status::kCorrect) << response;
      EXPECT_NE(OfResponse("1000003", response), Status::kCorrect) << response;
    }
  }
}

TEST(MathPropertyTest, NoAnswerEqualsAnotherInEitherDirection) {
  for (const std::string& a : Answers()) {
    for (const std::string& b : Answers()) {
      EXPECT_EQ(Accepts(a, b), &a == &b) << a << " against " << b;
    }
  }
}

TEST(MathPropertyTest, TheVerdictOnTwoExpressionsIsSymmetric) {
  Generator generator("symmetric");
  int equal = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string a = generator.Expression(2);
    const std::string b = i % 2 == 0 ? StrCat("(", a, ")\\cdot 1+0") : generator.Expression(2);
    const bool forward = Accepts(a, b);
    EXPECT_EQ(forward, Accepts(b, a)) << a << " against " << b;
    EXPECT_TRUE(forward || i % 2 == 1) << a << " against " << b;
    equal += forward;
  }
  EXPECT_LT(equal, 200);
}

TEST(MathPropertyTest, TheVerdictIsInvariantUnderRewriting) {
  Generator generator("rewrites");
  std::vector<std::string> answers = Answers();
  for (int i = 0; i < 60; ++i) answers.push_back(generator.Expression(2));
  for (const std::string& answer : answers) {
    const std::string other = answer == "17" ? "18" : "17";
    for (const Rewrite& rewrite : Rewrites()) {
      const std::string rewritten = rewrite.apply(answer);
      EXPECT_TRUE(Accepts(answer, rewritten)) << rewrite.name << ": " << rewritten;
      EXPECT_TRUE(Accepts(rewritten, answer)) << rewrite.name << " of the gold: " << rewritten;
      EXPECT_FALSE(Accepts(other, rewritten)) << rewrite.name << ": " << rewritten;
    }
  }
}

// a/b in one of several ways. b has no prime factors but 2 and 5.
std::string WrittenFraction(int64_t a, int64_t b, int64_t way) {
  const char* const sign = a < 0 ? "-" : "";
  const int64_t size = std::abs(a);
  switch (way) {
    case 0:
      return StrCat(sign, size, "/", b);
    case 1:
      return StrCat(sign, "\\frac{", 3 * size, "}{", 3 * b, "}");
    case 2:
      return StrCat("\\frac{", a, "}{", b, "}");
    default: {
      std::string digits = std::to_string(size % b * (1'000'000 / b));
      digits.insert(0, 6 - digits.size(), '0');
      return StrCat(sign, size / b, ".", digits);
    }
  }
}

TEST(MathPropertyTest, FractionsAreEqualExactlyIfTheirCrossProductsAre) {
  Generator generator("fractions");
  constexpr int64_t kDenominators[] = {1, 2, 4, 5, 8, 10, 16, 20, 25, 40, 64, 1000};
  int equal = 0;
  for (int i = 0; i < 2000; ++i) {
    const int64_t b = kDenominators[generator.Between(0, 11)];
    const int64_t d = kDenominators[generator.Between(0, 11)];
    const int64_t a = generator.Between(-40, 40);
    // Half of the time the nearest fraction over d, which may be the same number.
    const int64_t c = i % 2 == 0 ? a * d / b : generator.Between(-40, 40);
    const std::string gold = WrittenFraction(a, b, generator.Between(0, 3));
    const std::string answer = WrittenFraction(c, d, generator.Between(0, 3));
    EXPECT_EQ(Accepts(gold, answer), a * d == b * c) << gold << " against " << answer;
    equal += a * d == b * c;
  }
  EXPECT_GT(equal, 200);
}

TEST(MathPropertyTest, APolynomialEqualsItsFactorsAndNotItsNeighbour) {
  Generator generator("polynomials");
  for (int i = 0; i < 200; ++i) {
    const int64_t a = generator.Between(-9, 9), b = generator.Between(-9, 9);
    const int64_t c = generator.Between(1, 5);
    const std::string factored = StrCat(c, "(x-(", a, "))(x-(", b, "))");
    const auto expanded = [&](int64_t more) {
      return StrCat(c, "x^2+(", -c * (a + b), ")x+(", c * a * b + more, ")");
    };
    EXPECT_TRUE(Accepts(factored, expanded(0))) << factored;
    EXPECT_TRUE(Accepts(expanded(0), factored)) << factored;
    EXPECT_FALSE(Accepts(factored, expanded(1))) << factored;
  }
}

TEST(MathPropertyTest, ASurdEqualsItsSquareUnderTheRoot) {
  Generator generator("surds");
  for (int i = 0; i < 200; ++i) {
    const int64_t a = generator.Between(2, 99), b = generator.Between(2, 99);
    const std::string outside = StrCat(a, "\\sqrt{", b, "}");
    EXPECT_TRUE(Accepts(outside, StrCat("\\sqrt{", a * a * b, "}"))) << outside;
    EXPECT_FALSE(Accepts(outside, StrCat("\\sqrt{", a * a * b + 1, "}"))) << outside;
  }
}

std::string Joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

TEST(MathPropertyTest, OrderCountsInTuplesAndNotInSetsListsAndSums) {
  Generator generator("order");
  const std::vector<std::string> parts = {"2", "\\frac{1}{3}", "x", "-5", "\\sqrt{2}"};
  for (int i = 0; i < 60; ++i) {
    std::vector<std::string> shuffled = parts;
    generator.Shuffle(shuffled);
    const std::string ordered = Joined(parts, ","), other = Joined(shuffled, ",");
    EXPECT_TRUE(Accepts("\\{" + ordered + "\\}", "\\{" + other + "\\}")) << other;
    EXPECT_TRUE(Accepts(ordered, other)) << other;
    EXPECT_TRUE(Accepts(Joined(parts, "+"), Joined(shuffled, "+"))) << other;
    EXPECT_EQ(Accepts("(" + ordered + ")", "(" + other + ")"), parts == shuffled) << other;
    shuffled.pop_back();
    EXPECT_FALSE(Accepts("\\{" + ordered + "\\}", "\\{" + Joined(shuffled, ",") + "\\}"));
  }
}

TEST(MathPropertyTest, IntervalsAreEqualExactlyIfEndsAndBracketsAre) {
  const std::vector<std::string> intervals = {"(1,4)", "[1,4)", "(1,4]", "[1,4]", "(1,5)",
                                              "(0,4)", "[1,5)", "(0,4]", "[0,5]"};
  for (const std::string& a : intervals) {
    for (const std::string& b : intervals) {
      EXPECT_EQ(Accepts(a + "\\cup[9,10)", "[9,10)\\cup" + b), a == b) << a << " against " << b;
    }
  }
}

std::vector<std::string> ManyResponses() {
  Generator generator("responses");
  std::vector<std::string> responses;
  for (int i = 0; i < 200; ++i) {
    responses.push_back(StrCat("Let me see. \\boxed{", generator.Expression(1 + i % 3), "}"));
    responses.push_back(StrCat("<answer>\\sqrt{", generator.Between(100, 200), "}</answer>"));
  }
  responses.emplace_back("no answer");
  responses.emplace_back("\\boxed{\\frac{}{}");
  return responses;
}

std::vector<std::string> VerdictTexts(const std::vector<std::string>& responses, int threads) {
  base::SetNumThreads(threads);
  const auto gold = Prepared("12");
  const std::vector<std::string_view> views(responses.begin(), responses.end());
  std::vector<std::string> texts;
  for (const Verdict& verdict : MathVerifier().VerifyBatch(*gold, views)) {
    texts.push_back(
        StrCat(StatusName(verdict.status), verdict.reason, base::JsonText(verdict.details)));
  }
  base::SetNumThreads(0);
  return texts;
}

TEST(MathPropertyTest, AVerdictDependsOnNoThreadCountAndNoOrder) {
  std::vector<std::string> responses = ManyResponses();
  const std::vector<std::string> expected = VerdictTexts(responses, 1);
  for (const int threads : {2, 5}) EXPECT_EQ(VerdictTexts(responses, threads), expected);
  std::reverse(responses.begin(), responses.end());
  std::vector<std::string> reversed = VerdictTexts(responses, 2);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(reversed, expected);
}

}  // namespace
}  // namespace r1bench::verifiers
