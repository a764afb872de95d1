// Exact integer mathematics for problem generators. All results must fit in 64 bits; the generators
// choose their parameters so that they do.
#ifndef R1BENCH_DATA_SUITES_INTEGER_MATH_H_
#define R1BENCH_DATA_SUITES_INTEGER_MATH_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace r1bench::data {

int64_t Gcd(int64_t a, int64_t b);  // >= 0
int64_t Lcm(int64_t a, int64_t b);
int64_t Power(int64_t base, int exponent);
int64_t PowerMod(int64_t base, int64_t exponent, int64_t modulus);
int64_t Binomial(int n, int k);
int64_t Factorial(int n);
int64_t FloorDiv(int64_t a, int64_t b);  // b > 0
int64_t Mod(int64_t a, int64_t m);       // 0..m-1

// Prime factors with exponents, ascending. n >= 1.
std::vector<std::pair<int64_t, int>> Factorize(int64_t n);

// n = square^2 * free with `free` square-free. n >= 1.
struct SquareParts {
  int64_t root = 1;
  int64_t free = 1;
};
SquareParts ExtractSquare(int64_t n);

// A rational number in lowest terms, denominator positive.
struct Fraction {
  int64_t num = 0;
  int64_t den = 1;
  Fraction() = default;
  Fraction(int64_t numerator, int64_t denominator = 1);  // NOLINT: integers are fractions
  bool operator==(const Fraction&) const = default;
};
Fraction operator+(const Fraction& a, const Fraction& b);
Fraction operator-(const Fraction& a, const Fraction& b);
Fraction operator*(const Fraction& a, const Fraction& b);
Fraction operator/(const Fraction& a, const Fraction& b);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_INTEGER_MATH_H_
