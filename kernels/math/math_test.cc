#include "kernels/math/math.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Distance of `got` from the exact value in units of the last place of a float there (2^-149 at
// least).
double UlpError(float got, double exact) {
  int exponent;
  std::frexp(exact, &exponent);
  return std::fabs(got - exact) / std::ldexp(1.0, std::max(exponent - 24, -149));
}

double UlpErrorD(double got, long double exact) {
  int exponent;
  std::frexp(exact, &exponent);
  return std::fabs(got - exact) / std::ldexp(1.0L, std::max(exponent - 53, -1074));
}

// Every 1009th float, of both signs.
template <typename F>
void ForManyFloats(F f) {
  for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += 1009) {
    f(std::bit_cast<float>(static_cast<uint32_t>(bits)));
  }
}

TEST(Exp, IsWithinTwoUlpOfTheExactValueWhereItIsFinite) {
  double worst = 0;
  ForManyFloats([&](float x) {
    if (!(x > -104.0f && x < 88.7228f)) return;
    const double error = UlpError(Exp(x), std::exp(static_cast<double>(x)));
    if (error > worst) worst = error;
  });
  EXPECT_LE(worst, 2.0);
}

TEST(Exp, IsRightAtTheExtremes) {
  EXPECT_EQ(Exp(0.0f), 1.0f);
  EXPECT_EQ(Exp(-0.0f), 1.0f);
  EXPECT_EQ(Exp(-kInf), 0.0f);
  EXPECT_EQ(Exp(-1e30f), 0.0f);
  EXPECT_EQ(Exp(-110.0f), 0.0f);
  EXPECT_GT(Exp(-103.0f), 0.0f) << "subnormal results are kept";
  EXPECT_EQ(Exp(kInf), kInf);
  EXPECT_EQ(Exp(88.73f), kInf);
  EXPECT_EQ(Exp(1e30f), kInf);
  EXPECT_LT(Exp(88.72f), kInf);
  EXPECT_TRUE(std::isnan(Exp(kNaN)));
}

TEST(Exp, IsTheSameBitsInEverySet) {
  std::vector<float> x = {0.0f,   -0.0f, kInf,    -kInf,   88.7f,
                          88.73f, 89.0f, -103.5f, -104.0f, -105.0f};
  ForManyFloats([&](float v) {
    if (!std::isnan(v)) x.push_back(v);
  });
  ExpectSameBitsEverywhere("exp", [&] {
    std::vector<float> y(x.size());
    ExpArray(static_cast<int64_t>(x.size()), x.data(), y.data());
    return y;
  });
  float nan = kNaN;
  ExpArray(1, &nan, &nan);
  EXPECT_TRUE(std::isnan(nan));
}

TEST(Log, IsCorrectToHalfAnUlpNearly) {
  double worst = 0;
  ForManyFloats([&](float x) {
    if (!(x > 0 && x < kInf)) return;
    const double error = UlpError(Log(x), std::log(static_cast<double>(x)));
    if (error > worst) worst = error;
  });
  EXPECT_LE(worst, 0.51);
  EXPECT_EQ(Log(0.0f), -kInf);
  EXPECT_EQ(Log(1.0f), 0.0f);
  EXPECT_EQ(Log(kInf), kInf);
  EXPECT_TRUE(std::isnan(Log(-1.0f)));
  EXPECT_TRUE(std::isnan(Log(kNaN)));
}

// Numbers of a fixed sequence in [lo, hi).
template <typename F>
void ForManyDoubles(double lo, double hi, F f) {
  uint64_t state = 12345;
  for (int i = 0; i < 200000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    f(lo + (hi - lo) * (static_cast<double>(state >> 11) * 0x1p-53));
  }
}

TEST(DoubleFunctions, ExpAndLogAreWithinOneUlp) {
  double worst_exp = 0, worst_log = 0;
  const auto exp = [&](double x) {
    worst_exp = std::max(worst_exp, UlpErrorD(ExpD(x), std::exp(static_cast<long double>(x))));
  };
  ForManyDoubles(-745, 709.7, exp);
  ForManyDoubles(-1, 1, exp);
  const auto log = [&](double x) {
    worst_log = std::max(worst_log, UlpErrorD(LogD(x), std::log(static_cast<long double>(x))));
  };
  ForManyDoubles(0.5, 2, log);
  ForManyDoubles(1e-9, 1e9, log);
  ForManyDoubles(0, 0x1p-1030, log);
  EXPECT_LE(worst_exp, 1.0);
  EXPECT_LE(worst_log, 1.0);
  EXPECT_EQ(ExpD(0), 1.0);
  EXPECT_EQ(ExpD(-800), 0.0);
  EXPECT_EQ(ExpD(800), std::numeric_limits<double>::infinity());
  EXPECT_EQ(LogD(1.0), 0.0);
}

TEST(DoubleFunctions, PowIsWithinTwoUlp) {
  double worst = 0;
  const auto check = [&](double base, double exponent) {
    worst = std::max(
        worst, UlpErrorD(PowD(base, exponent), std::pow(static_cast<long double>(base), exponent)));
  };
  for (int step = 1; step < 20000; ++step) {
    check(0.9, step > 6000 ? step / 4.0 : step);
    check(0.999, step);
    check(0.95, step * 0.7);
  }
  for (int d = 0; d < 128; ++d) {
    check(10000.0, -d / 128.0);
    check(1e6, -d / 128.0);
  }
  ForManyDoubles(0.01, 100, [&](double x) { check(x, x); });
  EXPECT_LE(worst, 2.0);
  EXPECT_EQ(PowD(2, 10), 1024.0);
  EXPECT_EQ(PowD(0, 3), 0.0);
  EXPECT_EQ(PowD(7, 0), 1.0);
  EXPECT_TRUE(std::isnan(PowD(-2, 2)));
}

TEST(DoubleFunctions, SinAndCosAreWithinTwoUlp) {
  double worst = 0;
  const auto check = [&](double x) {
    const long double exact = x;
    worst = std::max(worst, UlpErrorD(SinD(x), std::sin(exact)));
    worst = std::max(worst, UlpErrorD(CosD(x), std::cos(exact)));
  };
  ForManyDoubles(-7, 7, check);
  ForManyDoubles(-0x1p26, 0x1p26, check);
  for (int position = 0; position < 131072; ++position) check(position);
  EXPECT_LE(worst, 2.0);
  EXPECT_EQ(SinD(0), 0.0);
  EXPECT_EQ(CosD(0), 1.0);
  EXPECT_TRUE(std::isnan(SinD(1e9)));
}

}  // namespace
}  // namespace r1bench::kernels
