#include "kernels/swiglu/swiglu.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t T, n, ld;
};
const Shape kShapes[] = {{0, 4, 4},   {1, 1, 1},      {3, 7, 9},
                         {5, 16, 32}, {90, 192, 384}, {11, 100, 0}};

TEST(Swiglu, ForwardAndBackwardAreTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : kShapes) {
    const int64_t ld = s.ld == 0 ? s.n : s.ld;
    const std::vector<float> gate = TestFloats(s.T * ld, 1, 20.0f), up = TestFloats(s.T * ld, 2);
    const std::vector<float> dy = TestFloats(s.T * s.n, 3);
    ExpectSameBitsEverywhere(std::to_string(s.n), [&] {
      std::vector<float> y(s.T * s.n);
      SwigluForward(s.T, s.n, gate.data(), up.data(), y.data(), s.ld);
      return y;
    });
    ExpectSameBitsEverywhere(std::to_string(s.n), [&] {
      std::vector<float> d(2 * s.T * ld, 1.0f);
      SwigluBackward(s.T, s.n, gate.data(), up.data(), dy.data(), d.data(), d.data() + s.T * ld,
                     s.ld);
      return d;
    });
  }
}

double Value(double g, double u) { return g / (1 + std::exp(-g)) * u; }

TEST(Swiglu, AgreesWithDoubleAndFiniteDifferences) {
  const int64_t n = 400;
  const std::vector<float> gate = TestFloats(n, 1, 30.0f), up = TestFloats(n, 2);
  const std::vector<float> dy(n, 1.0f);
  std::vector<float> y(n), dgate(n), dup(n);
  SwigluForward(1, n, gate.data(), up.data(), y.data());
  SwigluBackward(1, n, gate.data(), up.data(), dy.data(), dgate.data(), dup.data());
  for (int64_t j = 0; j < n; ++j) {
    const double g = gate[j], u = up[j], h = 1e-4;
    ASSERT_NEAR(y[j], Value(g, u), 1e-6 * (1 + std::fabs(g)));
    ASSERT_NEAR(dgate[j], (Value(g + h, u) - Value(g - h, u)) / (2 * h), 1e-5);
    ASSERT_NEAR(dup[j], Value(g, 1), 1e-6 * (1 + std::fabs(g)));
  }
}

TEST(Swiglu, ExtremeGatesStayFinite) {
  const std::vector<float> gate = {-200.0f, 200.0f, -1e30f, 1e30f}, up(4, 1.0f), dy(4, 1.0f);
  std::vector<float> y(4), dgate(4), dup(4);
  SwigluForward(1, 4, gate.data(), up.data(), y.data());
  SwigluBackward(1, 4, gate.data(), up.data(), dy.data(), dgate.data(), dup.data());
  EXPECT_EQ(y[0], 0.0f);
  EXPECT_EQ(y[1], 200.0f);
  EXPECT_EQ(y[2], 0.0f);
  EXPECT_EQ(y[3], 1e30f);
  for (const float d : dgate) EXPECT_TRUE(std::isfinite(d));
}

TEST(Swiglu, BackwardMayOverwriteItsInputs) {
  const int64_t n = 35;
  std::vector<float> gate = TestFloats(n, 1), up = TestFloats(n, 2);
  const std::vector<float> dy = TestFloats(n, 3);
  std::vector<float> dgate(n), dup(n);
  SwigluBackward(1, n, gate.data(), up.data(), dy.data(), dgate.data(), dup.data());
  SwigluBackward(1, n, gate.data(), up.data(), dy.data(), gate.data(), up.data());
  ExpectSameBits(dgate, gate, "dgate");
  ExpectSameBits(dup, up, "dup");
}

}  // namespace
}  // namespace r1bench::kernels
