#include <gtest/gtest.h>

#include <random>
#include <vector>

extern "C" int gf2x_mul(unsigned long* c, const unsigned long* a, unsigned long a_size,
                        const unsigned long* b, unsigned long b_size);

namespace {

using Polynomial = std::vector<unsigned long>;

Polynomial Product(const Polynomial& a, const Polynomial& b) {
  Polynomial c(a.size() + b.size(), ~0ul);
  EXPECT_EQ(gf2x_mul(c.data(), a.data(), a.size(), b.data(), b.size()), 0);
  return c;
}

// Coefficient `k` of a.
unsigned long At(const Polynomial& a, size_t k) { return a[k / 64] >> (k % 64) & 1; }

TEST(Gf2xMul, MatchesTheDefinition) {
  std::mt19937_64 random(1);
  const Polynomial a = {random(), random(), random()};
  const Polynomial b = {random(), random()};
  const Polynomial c = Product(a, b);
  for (size_t k = 0; k < 320; ++k) {
    unsigned long sum = 0;
    for (size_t i = 0; i <= k; ++i) {
      if (i < 192 && k - i < 128) sum ^= At(a, i) & At(b, k - i);
    }
    EXPECT_EQ(At(c, k), sum) << k;
  }
}

TEST(Gf2xMul, SquareOfASumHasNoMiddleTerm) {
  EXPECT_EQ(Product({0b11}, {0b11}), (Polynomial{0b101, 0}));
}

}  // namespace
