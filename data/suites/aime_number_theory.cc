#include <algorithm>
#include <string>

#include "data/suites/aime_style.h"
#include "data/suites/integer_math.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Number Theory";

// Divisors of 2^a 3^b 5^c that are multiples of 2^d 3^e.
bool DivisorMultiples(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 4, 12), b = Draw(rng, 3, 8), c = Draw(rng, 1, 5);
  const int64_t d = Draw(rng, 1, a - 1), e = Draw(rng, 1, b - 1);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}, {"e", e}};
  draft->problem = StrCat("Let $N = 2^{", a, "} \\cdot 3^{", b, "} \\cdot 5^{", c,
                          "}$. Find the number of positive divisors of $N$ that are multiples of $",
                          Power(2, static_cast<int>(d)) * Power(3, static_cast<int>(e)), "$.");
  return SetAimeAnswer((a - d + 1) * (b - e + 1) * (c + 1), draft);
}

bool PowerRemainder(base::Rng& rng, Draft* draft) {
  const int64_t base = Draw(rng, 2, 99), exponent = Draw(rng, 100, 9999);
  const int64_t modulus = Draw(rng, 101, 999);
  draft->params = {{"base", base}, {"exponent", exponent}, {"modulus", modulus}};
  draft->problem = StrCat("Find the remainder when $", base, "^{", exponent, "}$ is divided by $",
                          modulus, "$.");
  const int64_t answer = PowerMod(base, exponent, modulus);
  return answer > 1 && SetAimeAnswer(answer, draft);
}

// Legendre's formula for each prime of the base.
bool TrailingZeros(base::Rng& rng, Draft* draft) {
  static constexpr int64_t kBases[] = {6, 8, 9, 10, 12, 15, 18, 20, 21, 24, 28, 30};
  const int64_t n = Draw(rng, 60, 990), base = Choose(rng, kBases);
  draft->params = {{"n", n}, {"base", base}};
  draft->problem = StrCat("When $", n, "!$ is written in base $", base,
                          "$, in how many consecutive zeros does the numeral end?");
  int64_t zeros = INT64_MAX;
  for (const auto& [prime, needed] : Factorize(base)) {
    int64_t exponent = 0;
    for (int64_t q = n / prime; q > 0; q /= prime) exponent += q;
    zeros = std::min(zeros, exponent / needed);
  }
  return SetAimeAnswer(zeros, draft);
}

bool ThreeRemainders(base::Rng& rng, Draft* draft) {
  static constexpr int64_t kModuli[][3] = {{7, 9, 11},  {5, 11, 13}, {8, 9, 13}, {7, 10, 13},
                                           {4, 13, 17}, {5, 9, 19},  {7, 8, 17}, {3, 16, 19}};
  const auto& m = Choose(rng, kModuli);
  const int64_t r[3] = {Draw(rng, 1, m[0] - 1), Draw(rng, 1, m[1] - 1), Draw(rng, 1, m[2] - 1)};
  draft->params = {{"m", {m[0], m[1], m[2]}}, {"r", {r[0], r[1], r[2]}}};
  draft->problem =
      StrCat("Find the least positive integer that leaves a remainder of $", r[0],
             "$ when divided by $", m[0], "$, a remainder of $", r[1], "$ when divided by $", m[1],
             "$, and a remainder of $", r[2], "$ when divided by $", m[2], "$.");
  // Chinese remainder theorem: r_i * M_i * (M_i^-1 mod m_i).
  const int64_t product = m[0] * m[1] * m[2];
  int64_t sum = 0;
  for (int i = 0; i < 3; ++i) {
    const int64_t rest = product / m[i];
    int64_t inverse = 1;
    while (rest * inverse % m[i] != 1) ++inverse;
    sum += r[i] * rest * inverse;
  }
  return SetAimeAnswer(sum % product, draft);
}

// Inclusion and exclusion over the primes of m.
bool CoprimeCount(base::Rng& rng, Draft* draft) {
  static constexpr int64_t kNumbers[] = {30, 42, 60, 66, 70, 78, 84, 90, 105, 110, 130, 210, 330};
  const int64_t m = Choose(rng, kNumbers), n = Draw(rng, 200, 3000);
  draft->params = {{"m", m}, {"n", n}};
  draft->problem = StrCat("How many of the integers from $1$ to $", n,
                          "$, inclusive, are relatively prime to $", m, "$?");
  const auto primes = Factorize(m);
  int64_t count = 0;
  for (unsigned mask = 0; mask < (1U << primes.size()); ++mask) {
    int64_t product = 1;
    for (size_t i = 0; i < primes.size(); ++i) {
      if ((mask >> i) & 1U) product *= -primes[i].first;
    }
    count += product > 0 ? n / product : -(n / -product);
  }
  return SetAimeAnswer(count, draft);
}

// Numbers of `digits` digits or fewer with a given digit sum, by the coefficients of
// (1 + x + ... + x^9)^digits.
bool DigitSum(base::Rng& rng, Draft* draft) {
  const int64_t digits = Draw(rng, 3, 5), sum = Draw(rng, 4, 20);
  draft->params = {{"digits", digits}, {"sum", sum}};
  draft->problem =
      StrCat("Find the number of positive integers less than $",
             Power(10, static_cast<int>(digits)), "$ whose digits add up to $", sum, "$.");
  int64_t count = 0;
  for (int k = 0; 10 * k <= sum; ++k) {
    const int64_t ways =
        Binomial(static_cast<int>(digits), k) *
        Binomial(static_cast<int>(sum - 10 * k + digits - 1), static_cast<int>(digits - 1));
    count += k % 2 == 0 ? ways : -ways;
  }
  return SetAimeAnswer(count, draft);
}

// Pillai's function: sum of gcd(k, n) = product of p^(e-1) ((e+1) p - e).
bool GcdSum(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 12, 220);
  draft->params = {{"n", n}};
  draft->problem = StrCat("Evaluate $\\gcd(1, ", n, ") + \\gcd(2, ", n, ") + \\gcd(3, ", n,
                          ") + \\cdots + \\gcd(", n, ", ", n, ")$.");
  int64_t sum = 1;
  for (const auto& [p, e] : Factorize(n)) sum *= Power(p, e - 1) * ((e + 1) * p - e);
  return Factorize(n).size() > 1 && SetAimeAnswer(sum, draft);
}

// 1/x + 1/y = 1/n has d(n^2) ordered solutions.
bool UnitFractions(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 6, 400);
  draft->params = {{"n", n}};
  draft->problem = StrCat("Find the number of ordered pairs of positive integers $(x, y)$ with ",
                          "$\\frac{1}{x} + \\frac{1}{y} = \\frac{1}{", n, "}$.");
  int64_t count = 1;
  for (const auto& factor : Factorize(n)) count *= 2 * factor.second + 1;
  return count > 3 && SetAimeAnswer(count, draft);
}

// Sum of all n > 0 for which n + p divides a n + b.
bool DivisibilitySum(base::Rng& rng, Draft* draft) {
  const int64_t p = Draw(rng, 2, 12), a = Draw(rng, 2, 9), b = Draw(rng, 20, 200);
  const int64_t rest = b - a * p;  // a n + b = a (n + p) + rest
  if (rest < 2) return false;
  draft->params = {{"p", p}, {"a", a}, {"b", b}};
  draft->problem = StrCat("Find the sum of all positive integers $n$ for which $n + ", p,
                          "$ divides $", a, "n + ", b, "$.");
  int64_t sum = 0;
  for (int64_t d = 1; d <= rest; ++d) {
    if (rest % d == 0 && d > p) sum += d - p;
  }
  return sum > 0 && SetAimeAnswer(sum, draft);
}

constexpr Family kFamilies[] = {
    {"divisor_multiples", kSubject, 2, DivisorMultiples},
    {"power_remainder", kSubject, 3, PowerRemainder},
    {"trailing_zeros", kSubject, 3, TrailingZeros},
    {"three_remainders", kSubject, 3, ThreeRemainders},
    {"coprime_count", kSubject, 3, CoprimeCount},
    {"digit_sum", kSubject, 3, DigitSum},
    {"gcd_sum", kSubject, 4, GcdSum},
    {"unit_fractions", kSubject, 3, UnitFractions},
    {"divisibility_sum", kSubject, 4, DivisibilitySum},
};

}  // namespace

std::span<const Family> AimeNumberTheory() { return kFamilies; }

}  // namespace r1bench::data
