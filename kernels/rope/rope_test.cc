#include "kernels/rope/rope.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

std::vector<float> Frequencies(int64_t head_dim) {
  std::vector<float> f(head_dim / 2);
  for (size_t d = 0; d < f.size(); ++d) {
    f[d] = static_cast<float>(1 / std::pow(10000.0, 2.0 * static_cast<double>(d) / head_dim));
  }
  return f;
}

TEST(Rope, IsTheSameBitsInEverySetAndThreadCount) {
  for (const int64_t head_dim : {2, 8, 16, 24, 64, 80}) {
    const RopeTable table(head_dim, Frequencies(head_dim), 300);
    const int64_t T = 90, heads = 3, stride = heads * head_dim + 5;
    std::vector<int32_t> positions(T);
    for (int64_t t = 0; t < T; ++t) positions[t] = static_cast<int32_t>(t * 7 % 300);
    for (const bool inverse : {false, true}) {
      ExpectSameBitsEverywhere(std::to_string(head_dim), [&] {
        std::vector<float> x = TestFloats(T * stride, 1);
        RopeApply(T, heads, head_dim, stride, positions.data(), table, x.data(), inverse);
        return x;
      });
    }
  }
}

TEST(Rope, TurnsPairsByPositionTimesFrequency) {
  const int64_t D = 16;
  const std::vector<float> f = Frequencies(D);
  const RopeTable table(D, f, 5000);
  const int32_t position = 4321;
  const std::vector<float> x = TestFloats(D, 1);
  std::vector<float> y = x;
  RopeApply(1, 1, D, D, &position, table, y.data(), false);
  for (int64_t d = 0; d < D / 2; ++d) {
    const double angle = static_cast<float>(position) * f[d];
    EXPECT_NEAR(y[d], x[d] * std::cos(angle) - x[d + D / 2] * std::sin(angle), 1e-6);
    EXPECT_NEAR(y[d + D / 2], x[d + D / 2] * std::cos(angle) + x[d] * std::sin(angle), 1e-6);
  }
}

TEST(Rope, TheInverseUndoesTheTurn) {
  const int64_t D = 64, T = 20;
  const RopeTable table(D, Frequencies(D), 100);
  std::vector<int32_t> positions(T);
  for (int64_t t = 0; t < T; ++t) positions[t] = static_cast<int32_t>(5 * t);
  const std::vector<float> x = TestFloats(T * D, 1);
  std::vector<float> y = x;
  RopeApply(T, 1, D, D, positions.data(), table, y.data(), false);
  RopeApply(T, 1, D, D, positions.data(), table, y.data(), true);
  for (size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(x[i], y[i], 1e-6);
}

TEST(Rope, TheAttentionFactorScalesTheTable) {
  const RopeTable plain(8, Frequencies(8), 10);
  const RopeTable scaled(8, Frequencies(8), 10, 1.5f);
  for (int64_t i = 0; i < 40; ++i) EXPECT_EQ(scaled.cos()[i], plain.cos()[i] * 1.5f);
}

TEST(Rope, RefusesAPositionPastTheTableAndAWrongHeadSize) {
  const RopeTable table(8, Frequencies(8), 10);
  std::vector<float> x(8);
  const int32_t past = 10;
  EXPECT_THROW(RopeApply(1, 1, 8, 8, &past, table, x.data(), false), base::Error);
  const int32_t first = 0;
  EXPECT_THROW(RopeApply(1, 1, 4, 4, &first, table, x.data(), false), base::Error);
  EXPECT_THROW(RopeTable(8, std::vector<float>(3), 10), base::Error);
}

}  // namespace
}  // namespace r1bench::kernels
