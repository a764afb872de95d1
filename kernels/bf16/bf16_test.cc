#include "kernels/bf16/bf16.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

float FloatOf(uint32_t bits) { return __builtin_bit_cast(float, bits); }
uint32_t BitsOf(float x) { return __builtin_bit_cast(uint32_t, x); }

// Every sign and exponent with mantissas around the ties, the ends and the NaN encodings.
std::vector<float> EdgeFloats() {
  std::vector<float> out;
  for (uint32_t top = 0; top < 512; ++top) {
    for (const uint32_t mantissa :
         {0x0u, 0x1u, 0x7fffu, 0x8000u, 0x8001u, 0x10000u, 0x17fffu, 0x18000u, 0x18001u, 0x3fffffu,
          0x400000u, 0x7e8000u, 0x7f7fffu, 0x7f8000u, 0x7f8001u, 0x7fffffu}) {
      out.push_back(FloatOf(top << 23 | mantissa));
    }
  }
  return out;
}

TEST(Bf16, RoundsToTheNearestWithTiesToEven) {
  EXPECT_EQ(ToBf16(1.0f), 0x3f80);
  EXPECT_EQ(ToBf16(FloatOf(0x3f808000)), 0x3f80) << "a tie goes to the even neighbour below";
  EXPECT_EQ(ToBf16(FloatOf(0x3f818000)), 0x3f82) << "a tie goes to the even neighbour above";
  EXPECT_EQ(ToBf16(FloatOf(0x3f808001)), 0x3f81);
  EXPECT_EQ(ToBf16(std::numeric_limits<float>::max()), 0x7f80) << "overflow is infinity";
  EXPECT_EQ(ToBf16(-std::numeric_limits<float>::infinity()), 0xff80);
}

TEST(Bf16, TheResultIsTheNearestNeighbour) {
  for (const float x : EdgeFloats()) {
    if (!std::isnormal(x)) continue;
    const float below = FloatOf(BitsOf(x) & 0xffff0000u);
    const float above = FloatOf((BitsOf(x) & 0xffff0000u) + 0x10000u);
    const float got = FromBf16(ToBf16(x));
    ASSERT_TRUE(got == below || got == above) << x;
    if (std::isinf(above)) continue;
    const double error = std::fabs(static_cast<double>(got) - x);
    ASSERT_LE(error, std::fabs(static_cast<double>(below) - x)) << x;
    ASSERT_LE(error, std::fabs(static_cast<double>(above) - x)) << x;
  }
}

TEST(Bf16, SubnormalsBecomeZeroOfTheSameSign) {
  EXPECT_EQ(ToBf16(FloatOf(0x007fffff)), 0x0000);
  EXPECT_EQ(ToBf16(FloatOf(0x80000001)), 0x8000);
  EXPECT_EQ(ToBf16(FloatOf(0x00800000)), 0x0080) << "the smallest normal number stays";
}

TEST(Bf16, NaNStaysNaN) {
  for (const uint32_t bits : {0x7f800001u, 0x7fc00000u, 0xff800001u, 0xffffffffu}) {
    EXPECT_TRUE(std::isnan(FromBf16(ToBf16(FloatOf(bits))))) << bits;
  }
}

TEST(Bf16, EveryBf16ThatIsNotSubnormalSurvives) {
  for (uint32_t h = 0; h < 0x10000; ++h) {
    const auto half = static_cast<uint16_t>(h);
    const float x = FromBf16(half);
    if (std::isnan(x) || std::fpclassify(x) == FP_SUBNORMAL) continue;
    ASSERT_EQ(ToBf16(x), half);
  }
}

TEST(Bf16, RoundingIsTheSameBitsInEverySetAndThreadCount) {
  const std::vector<float> edges = EdgeFloats(), many = TestFloats(100'003, 1, 1e3f);
  for (const std::vector<float>& x : {edges, many}) {
    const std::vector<float> got = ExpectSameBitsEverywhere("round", [&] {
      std::vector<float> y(x.size());
      RoundToBf16(static_cast<int64_t>(x.size()), x.data(), y.data());
      return y;
    });
    for (size_t i = 0; i < x.size(); ++i) {
      ASSERT_EQ(BitsOf(got[i]), static_cast<uint32_t>(ToBf16(x[i])) << 16);
    }
  }
}

TEST(Bf16, RoundingInPlaceStopsAtTheEnd) {
  for (int64_t n = 0; n < 50; ++n) {
    const std::vector<float> x = TestFloats(n + 1, 7);
    const std::vector<float> got = ExpectSameBitsEverywhere("in place", [&] {
      std::vector<float> y = x;
      RoundToBf16(n, y.data(), y.data());
      return y;
    });
    EXPECT_EQ(got[n], x[n]) << "written past the end";
  }
}

TEST(Bf16, PairsHoldTheEarlierElementInTheHighHalf) {
  std::vector<float> x = EdgeFloats();
  for (int64_t n = 0; n < 130; ++n) {
    const float* from = x.data() + 37 * n;
    const int64_t words = (n + 1) / 2;
    const std::vector<float> got = ExpectSameBitsEverywhere("pairs", [&] {
      std::vector<uint32_t> out(words + 1, 0x12345678u);
      PackPairs(n, from, out.data());
      std::vector<float> bits(words + 1);
      std::memcpy(bits.data(), out.data(), out.size() * 4);
      return bits;
    });
    for (int64_t i = 0; i < words; ++i) {
      EXPECT_EQ(BitsOf(got[i]) >> 16, ToBf16(from[2 * i]));
      EXPECT_EQ(BitsOf(got[i]) & 0xffff, 2 * i + 1 < n ? ToBf16(from[2 * i + 1]) : 0);
    }
    EXPECT_EQ(BitsOf(got[words]), 0x12345678u) << "written past the end";
  }
}

}  // namespace
}  // namespace r1bench::kernels
