#include <algorithm>
#include <string>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Number Theory";

bool CommonMultiple(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 12, 120), b = Draw(rng, 12, 120), least = Draw(rng, 0, 1);
  if (a == b || Gcd(a, b) == 1) return false;
  draft->params = {{"a", a}, {"b", b}, {"least", least}};
  draft->problem =
      StrCat("What is the ", least == 1 ? "least common multiple" : "greatest common divisor",
             " of $", a, "$ and $", b, "$?");
  draft->answer = std::to_string(least == 1 ? Lcm(a, b) : Gcd(a, b));
  return true;
}

bool RemainderOfProduct(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 100, 9999), b = Draw(rng, 100, 9999), c = Draw(rng, 100, 9999);
  const int64_t m = Draw(rng, 6, 29);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"m", m}};
  draft->problem = StrCat("What is the remainder when $", a, " \\cdot ", b, " + ", c,
                          "$ is divided by $", m, "$?");
  draft->answer = std::to_string((a % m * (b % m) + c) % m);
  return true;
}

bool ToBase(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 60, 3000), base = Draw(rng, 3, 9);
  draft->params = {{"n", n}, {"base", base}};
  draft->problem = StrCat("Write the base-ten number $", n, "$ in base $", base, "$.");
  std::string digits;
  for (int64_t rest = n; rest > 0; rest /= base) digits += static_cast<char>('0' + rest % base);
  std::reverse(digits.begin(), digits.end());
  draft->answer = StrCat(digits, "_{", base, "}");
  return true;
}

bool DivisorCount(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 60, 5000);
  int64_t count = 1, sum = 1;
  for (const auto& [p, e] : Factorize(n)) {
    count *= e + 1;
    sum *= (Power(p, e + 1) - 1) / (p - 1);
  }
  const bool ask_sum = Draw(rng, 0, 1) == 1;
  draft->params = {{"n", n}, {"sum", ask_sum ? 1 : 0}};
  draft->problem = ask_sum ? StrCat("What is the sum of all positive divisors of $", n, "$?")
                           : StrCat("How many positive divisors does $", n, "$ have?");
  draft->answer = std::to_string(ask_sum ? sum : count);
  return count >= 6;
}

bool ModularInverse(base::Rng& rng, Draft* draft) {
  const int64_t m = Draw(rng, 11, 97), a = Draw(rng, 3, m - 2);
  if (Gcd(a, m) != 1) return false;
  draft->params = {{"a", a}, {"m", m}};
  draft->problem = StrCat("Find the integer $n$ with $0 \\le n < ", m, "$ and $", a,
                          "n \\equiv 1 \\pmod{", m, "}$.");
  // Extended Euclid.
  int64_t r0 = m, r1 = a, t0 = 0, t1 = 1;
  while (r1 != 0) {
    const int64_t q = r0 / r1;
    r0 = std::exchange(r1, r0 - q * r1);
    t0 = std::exchange(t1, t0 - q * t1);
  }
  draft->answer = std::to_string(Mod(t0, m));
  return true;
}

bool TwoRemainders(base::Rng& rng, Draft* draft) {
  const int64_t m = Draw(rng, 5, 19), n = Draw(rng, 6, 29);
  if (Gcd(m, n) != 1) return false;
  const int64_t r = Draw(rng, 1, m - 1), s = Draw(rng, 1, n - 1);
  draft->params = {{"m", m}, {"n", n}, {"r", r}, {"s", s}};
  draft->problem =
      StrCat("Students can stand in rows of $", m, "$ with $", r, "$ left over, or in rows of $", n,
             "$ with $", s, "$ left over. What is the smallest possible number of students?");
  int64_t inverse = 1;
  while (m * inverse % n != 1) ++inverse;
  draft->answer = std::to_string(r + m * (Mod(s - r, n) * inverse % n));
  return true;
}

bool LastDigits(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 3, 99), b = Draw(rng, 50, 2030);
  draft->params = {{"a", a}, {"b", b}};
  draft->problem = StrCat("What is the remainder when $", a, "^{", b, "}$ is divided by $100$?");
  const int64_t value = PowerMod(a, b, 100);
  draft->answer = std::to_string(value);
  return a % 10 != 0 && value > 1;
}

constexpr Family kFamilies[] = {
    {"common_multiple", kSubject, 1, CommonMultiple},
    {"remainder_of_product", kSubject, 2, RemainderOfProduct},
    {"to_base", kSubject, 2, ToBase},
    {"divisor_count", kSubject, 3, DivisorCount},
    {"modular_inverse", kSubject, 4, ModularInverse},
    {"two_remainders", kSubject, 4, TwoRemainders},
    {"last_digits", kSubject, 5, LastDigits},
};

}  // namespace

std::span<const Family> MathNumberTheory() { return kFamilies; }

}  // namespace r1bench::data
