#include <algorithm>
#include <map>
#include <string>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Counting & Probability";

int AsInt(int64_t value) { return static_cast<int>(value); }

bool LetterArrangements(base::Rng& rng, Draft* draft) {
  static constexpr const char* kWords[] = {
      "LEVEL",  "BANANA", "COFFEE", "PEPPER", "BUTTER",   "LETTER",  "MIRROR",  "SUMMIT",
      "TATTOO", "CANAL",  "ROBOT",  "GEESE",  "BALLOON",  "COLLEGE", "SUCCESS", "TOMATO",
      "PAPAYA", "COCOON", "ERROR",  "MAMMAL", "BOOKKEEP", "ASSESS",  "DADDY",   "KAYAK"};
  const std::string word = Choose(rng, kWords);
  draft->params = {{"word", word}};
  draft->problem =
      StrCat("How many different arrangements are there of the letters of the word ", word, "?");
  int64_t count = Factorial(AsInt(static_cast<int64_t>(word.size())));
  std::map<char, int> letters;
  for (const char c : word) ++letters[c];
  for (const auto& letter : letters) count /= Factorial(letter.second);
  draft->answer = std::to_string(count);
  return true;
}

bool MixedCommittee(base::Rng& rng, Draft* draft) {
  const int64_t men = Draw(rng, 3, 8), women = Draw(rng, 3, 8), size = Draw(rng, 3, 4);
  draft->params = {{"men", men}, {"women", women}, {"size", size}};
  draft->problem = StrCat("A club has $", men, "$ men and $", women,
                          "$ women. In how many ways can ", "a committee of $", size,
                          "$ members be chosen that has at least one man and at least one woman?");
  draft->answer =
      std::to_string(Binomial(AsInt(men + women), AsInt(size)) - Binomial(AsInt(men), AsInt(size)) -
                     Binomial(AsInt(women), AsInt(size)));
  return true;
}

bool TwoDice(base::Rng& rng, Draft* draft) {
  const int64_t faces = Draw(rng, 4, 12), sum = Draw(rng, 3, 2 * faces - 1);
  draft->params = {{"faces", faces}, {"sum", sum}};
  draft->problem = StrCat("Two fair $", faces, "$-sided dice with faces numbered $1$ to $", faces,
                          "$ are rolled. What is the probability that the sum is $", sum,
                          "$? Express your answer as a common fraction.");
  const int64_t ways = faces - std::llabs(sum - faces - 1);
  draft->answer = FractionLatex({ways, faces * faces});
  return true;
}

bool AllRed(base::Rng& rng, Draft* draft) {
  const int64_t red = Draw(rng, 3, 10), blue = Draw(rng, 2, 10), k = Draw(rng, 2, 3);
  draft->params = {{"red", red}, {"blue", blue}, {"k", k}};
  draft->problem =
      StrCat("A box contains $", red, "$ red and $", blue, "$ blue balls. $", k,
             "$ balls are drawn at random without replacement. What is the probability "
             "that all of them are red? Express your answer as a common fraction.");
  draft->answer =
      FractionLatex({Binomial(AsInt(red), AsInt(k)), Binomial(AsInt(red + blue), AsInt(k))});
  return true;
}

bool ExpectedWinnings(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 5, 12), prizes = Draw(rng, 2, n - 1), k = Draw(rng, 2, n - 1);
  draft->params = {{"n", n}, {"prizes", prizes}, {"k", k}};
  draft->problem =
      StrCat("Of $", n, "$ sealed envelopes $", prizes, "$ hold a prize. You open $", k,
             "$ of the envelopes, chosen at random. What is the expected number of "
             "prizes that you find? Express your answer as a common fraction or an "
             "integer.");
  draft->answer = FractionLatex({k * prizes, n});
  return true;
}

bool BinomialCoefficient(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -3, 4), b = DrawNonZero(rng, -4, 4), n = Draw(rng, 4, 9);
  const int64_t k = Draw(rng, 2, n - 1);
  draft->params = {{"a", a}, {"b", b}, {"n", n}, {"k", k}};
  draft->problem = StrCat("What is the coefficient of $x^", k, "$ in the expansion of $(",
                          PolynomialLatex({b, a}, "x"), ")^", n, "$?");
  draft->answer =
      std::to_string(Binomial(AsInt(n), AsInt(k)) * Power(a, AsInt(k)) * Power(b, AsInt(n - k)));
  return true;
}

// k successes out of n with success probability p/q.
bool ExactlyK(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 3, 6), k = Draw(rng, 1, n - 1);
  const Fraction p{Draw(rng, 1, 4), Draw(rng, 2, 5)};
  if (p.num >= p.den) return false;
  draft->params = {{"n", n}, {"k", k}, {"p", p.num}, {"q", p.den}};
  draft->problem =
      StrCat("A basketball player makes each free throw with probability $", FractionLatex(p),
             "$, independently of the others. What is the "
             "probability that she makes exactly $",
             k, "$ of $", n, "$ free throws? Express your answer as a common fraction.");
  draft->answer = FractionLatex(
      {Binomial(AsInt(n), AsInt(k)) * Power(p.num, AsInt(k)) * Power(p.den - p.num, AsInt(n - k)),
       Power(p.den, AsInt(n))});
  return true;
}

constexpr Family kFamilies[] = {
    {"letter_arrangements", kSubject, 1, LetterArrangements},
    {"mixed_committee", kSubject, 2, MixedCommittee},
    {"two_dice", kSubject, 2, TwoDice},
    {"all_red", kSubject, 3, AllRed},
    {"expected_winnings", kSubject, 4, ExpectedWinnings},
    {"binomial_coefficient", kSubject, 4, BinomialCoefficient},
    {"exactly_k", kSubject, 5, ExactlyK},
};

}  // namespace

std::span<const Family> MathCounting() { return kFamilies; }

}  // namespace r1bench::data
