#include "data/suites/integer_math.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::data {
namespace {

TEST(IntegerMath, FactorsAndSquaresMultiplyBack) {
  for (int64_t n = 1; n <= 3000; ++n) {
    int64_t product = 1;
    for (const auto& [p, e] : Factorize(n)) product *= Power(p, e);
    EXPECT_EQ(product, n);
    const SquareParts parts = ExtractSquare(n);
    EXPECT_EQ(parts.root * parts.root * parts.free, n);
    for (int64_t d = 2; d * d <= parts.free; ++d) EXPECT_NE(parts.free % (d * d), 0);
  }
}

TEST(IntegerMath, PowersAndBinomialsMatchTheirDefinitions) {
  for (int n = 0; n <= 20; ++n) {
    for (int k = 1; k <= n; ++k) {
      EXPECT_EQ(Binomial(n + 1, k), Binomial(n, k) + Binomial(n, k - 1));
    }
  }
  EXPECT_EQ(Binomial(5, 7), 0);
  EXPECT_EQ(PowerMod(7, 13, 1000), Power(7, 13) % 1000);
  EXPECT_EQ(Mod(-3, 7), 4);
  EXPECT_EQ(FloorDiv(-7, 2), -4);
  EXPECT_EQ(FloorDiv(7, 2), 3);
  EXPECT_EQ(Gcd(-12, 18), 6);
  EXPECT_EQ(Lcm(4, 6), 12);
}

TEST(Fraction, IsKeptInLowestTerms) {
  EXPECT_EQ(Fraction(6, -4), Fraction(-3, 2));
  EXPECT_EQ(Fraction(1, 3) + Fraction(1, 6), Fraction(1, 2));
  EXPECT_EQ(Fraction(1, 3) - Fraction(1, 3), Fraction(0));
  EXPECT_EQ(Fraction(2, 3) * Fraction(3, 4), Fraction(1, 2));
  EXPECT_EQ(Fraction(2, 3) / Fraction(-4, 9), Fraction(-3, 2));
  EXPECT_THROW(Fraction(1, 0), base::Error);
}

}  // namespace
}  // namespace r1bench::data
