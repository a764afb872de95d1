#include <string>
#include <vector>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Prealgebra";

bool FractionSum(base::Rng& rng, Draft* draft) {
  const Fraction x{Draw(rng, 1, 11), Draw(rng, 2, 12)}, y{Draw(rng, 1, 11), Draw(rng, 2, 12)};
  if (x.den == 1 || y.den == 1 || x.den == y.den) return false;
  const bool minus = Draw(rng, 0, 1) == 1;
  draft->params = {{"a", x.num}, {"b", x.den}, {"c", minus ? -y.num : y.num}, {"d", y.den}};
  draft->problem = StrCat("Compute $", FractionLatex(x), minus ? " - " : " + ", FractionLatex(y),
                          "$. Express your answer as a common fraction in lowest terms.");
  draft->answer = FractionLatex(minus ? x - y : x + y);
  return true;
}

bool PercentOf(base::Rng& rng, Draft* draft) {
  const int64_t percent = 5 * Draw(rng, 1, 30), number = 20 * Draw(rng, 2, 60);
  draft->params = {{"percent", percent}, {"number", number}};
  draft->problem = StrCat("What is $", percent, "\\%$ of $", number, "$?");
  draft->answer = std::to_string(percent * number / 100);
  return percent != 100;
}

bool MissingScore(base::Rng& rng, Draft* draft) {
  const int64_t count = Draw(rng, 4, 6), mean = Draw(rng, 75, 92);
  std::vector<int64_t> scores;
  int64_t rest = count * mean;
  std::string list;
  for (int64_t i = 1; i < count; ++i) {
    scores.push_back(Draw(rng, 65, 100));
    rest -= scores.back();
    list += StrCat(i == 1 ? "" : (i == count - 1 ? " and " : ", "), "$", scores.back(), "$");
  }
  draft->params = {{"scores", scores}, {"mean", mean}};
  draft->problem =
      StrCat("On the first $", count - 1, "$ tests of the year a student scored ", list,
             " points. How many points are needed on the next test for a mean of "
             "exactly $",
             mean, "$ points over all $", count, "$ tests?");
  draft->answer = std::to_string(rest);
  return rest >= 40 && rest <= 100;
}

bool ShareInRatio(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 1, 8), b = Draw(rng, a + 1, 12), unit = Draw(rng, 3, 25);
  if (Gcd(a, b) != 1) return false;
  draft->params = {{"a", a}, {"b", b}, {"total", (a + b) * unit}};
  draft->problem = StrCat("Two sisters share $", (a + b) * unit, "$ stamps in the ratio $", a, ":",
                          b, "$. How many more stamps does one of them get than the other?");
  draft->answer = std::to_string((b - a) * unit);
  return true;
}

bool WorkTogether(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 2, 15), b = Draw(rng, 2, 15);
  static constexpr const char* kJobs[] = {"fill a tank", "paint a fence", "print a catalog",
                                          "clear a field"};
  draft->params = {{"a", a}, {"b", b}};
  draft->problem = StrCat("One machine can ", Choose(rng, kJobs), " in $", a,
                          "$ hours and another can do the same job in $", b,
                          "$ hours. Working together at these rates, how many hours do they need? "
                          "Express your answer as a common fraction or an integer.");
  draft->answer = FractionLatex(Fraction(a * b, a + b));
  return a != b;
}

// Answers with up to two decimals.
bool PriceChanges(base::Rng& rng, Draft* draft) {
  const int64_t up = 5 * Draw(rng, 1, 16), down = 5 * Draw(rng, 1, 16);
  draft->params = {{"up", up}, {"down", down}};
  draft->problem = StrCat("The price of a coat is raised by $", up,
                          "\\%$ and later the new price is lowered by $", down,
                          "\\%$. What percent of the original price is the final price? Express "
                          "your answer as a decimal, without the percent sign.");
  const int64_t hundredths = (100 + up) * (100 - down);
  std::string text = std::to_string(hundredths / 100);
  if (hundredths % 100 != 0) {
    const std::string digits = std::to_string(100 + hundredths % 100).substr(1);
    text += "." + (digits[1] == '0' ? digits.substr(0, 1) : digits);
  }
  draft->answer = text;
  return true;
}

constexpr Family kFamilies[] = {
    {"fraction_sum", kSubject, 1, FractionSum},   {"percent_of", kSubject, 1, PercentOf},
    {"missing_score", kSubject, 2, MissingScore}, {"share_in_ratio", kSubject, 3, ShareInRatio},
    {"work_together", kSubject, 4, WorkTogether}, {"price_changes", kSubject, 5, PriceChanges},
};

}  // namespace

std::span<const Family> MathPrealgebra() { return kFamilies; }

}  // namespace r1bench::data
