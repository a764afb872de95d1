#include "data/suites/integer_math.h"

#include <cstdlib>

#include "base/error.h"

namespace r1bench::data {

int64_t Gcd(int64_t a, int64_t b) {
  a = std::llabs(a);
  b = std::llabs(b);
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

int64_t Lcm(int64_t a, int64_t b) { return a / Gcd(a, b) * b; }

int64_t Power(int64_t base, int exponent) {
  int64_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

int64_t PowerMod(int64_t base, int64_t exponent, int64_t modulus) {
  int64_t result = 1 % modulus;
  base = Mod(base, modulus);
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

int64_t Binomial(int n, int k) {
  if (k < 0 || k > n) return 0;
  int64_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

int64_t Factorial(int n) {
  int64_t result = 1;
  for (int i = 2; i <= n; ++i) result *= i;
  return result;
}

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int64_t Mod(int64_t a, int64_t m) {
  const int64_t r = a % m;
  return r < 0 ? r + m : r;
}

std::vector<std::pair<int64_t, int>> Factorize(int64_t n) {
  std::vector<std::pair<int64_t, int>> factors;
  for (int64_t p = 2; p * p <= n; ++p) {
    int exponent = 0;
    while (n % p == 0) {
      n /= p;
      ++exponent;
    }
    if (exponent > 0) factors.emplace_back(p, exponent);
  }
  if (n > 1) factors.emplace_back(n, 1);
  return factors;
}

SquareParts ExtractSquare(int64_t n) {
  SquareParts parts;
  for (const auto& [prime, exponent] : Factorize(n)) {
    parts.root *= Power(prime, exponent / 2);
    if (exponent % 2 == 1) parts.free *= prime;
  }
  return parts;
}

Fraction::Fraction(int64_t numerator, int64_t denominator) {
  base::Require(denominator != 0, "a fraction with denominator zero");
  const int64_t divisor = Gcd(numerator, denominator) * (denominator < 0 ? -1 : 1);
  num = numerator / divisor;
  den = denominator / divisor;
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  return {a.num * b.den + b.num * a.den, a.den * b.den};
}
Fraction operator-(const Fraction& a, const Fraction& b) { return a + Fraction(-b.num, b.den); }
Fraction operator*(const Fraction& a, const Fraction& b) { return {a.num * b.num, a.den * b.den}; }
Fraction operator/(const Fraction& a, const Fraction& b) { return {a.num * b.den, a.den * b.num}; }

}  // namespace r1bench::data
