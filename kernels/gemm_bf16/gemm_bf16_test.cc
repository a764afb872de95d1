#include "kernels/gemm_bf16/gemm_bf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/bf16/bf16.h"
#include "kernels/gemm/gemm.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t m, n, k;
  std::string Name() const {
    return std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  }
};

// Empty, one, odd, remainders of every tile height and width, borders of the chunks of the sum and
// of the rows.
std::vector<Shape> Shapes() {
  std::vector<Shape> shapes = {{0, 5, 3},    {3, 0, 5},    {4, 7, 0},     {1, 1, 1},
                               {1, 16, 1},   {2, 17, 3},   {3, 15, 31},   {5, 33, 7},
                               {13, 49, 19}, {31, 64, 64}, {25, 80, 48},  {64, 48, 48},
                               {9, 20, 33},  {3, 50, 513}, {30, 20, 1027}};
  for (int64_t m = 1; m <= 14; ++m) shapes.push_back({m, 16 * (m % 6) + m, 11});
  return shapes;
}

// Shapes that the plain loops of the reference are too slow to run often.
const std::vector<Shape> kLarge = {{150, 300, 576}, {40, 30, 4500}, {610, 17, 1100}, {700, 9, 12}};

// Rows wider than they need be, filled so that a stray write shows.
constexpr int64_t kPad = 3;

std::vector<float> Rounded(std::vector<float> x) {
  for (float& v : x) v = FromBf16(ToBf16(v));
  return x;
}

std::vector<float> Packed(const Shape& s, bool bias, bool accumulate) {
  const std::vector<float> a = TestFloats(s.m * (s.k + kPad), 1);
  const std::vector<float> w = TestFloats(s.n * s.k, 2);
  const std::vector<float> b = TestFloats(s.n, 3);
  std::vector<float> c = TestFloats(s.m * (s.n + kPad), 4);
  PackedBf16Matrix packed;
  packed.Pack(w.data(), s.n, s.k);
  if (accumulate) {
    GemmPackedBf16Accumulate(s.m, a.data(), s.k + kPad, packed, c.data(), s.n + kPad);
  } else {
    GemmPackedBf16(s.m, a.data(), s.k + kPad, packed, c.data(), s.n + kPad,
                   bias ? b.data() : nullptr);
  }
  return c;
}

// The same by the fp32 product of rounded operands.
std::vector<float> PackedInFp32(const Shape& s, bool bias, bool accumulate) {
  const std::vector<float> a = Rounded(TestFloats(s.m * (s.k + kPad), 1));
  const std::vector<float> w = Rounded(TestFloats(s.n * s.k, 2));
  const std::vector<float> b = TestFloats(s.n, 3);
  std::vector<float> c = TestFloats(s.m * (s.n + kPad), 4);
  PackedMatrix packed;
  packed.Pack(w.data(), s.n, s.k);
  if (accumulate) {
    GemmPackedAccumulate(s.m, a.data(), s.k + kPad, packed, c.data(), s.n + kPad);
  } else {
    GemmPacked(s.m, a.data(), s.k + kPad, packed, c.data(), s.n + kPad, bias ? b.data() : nullptr);
  }
  return c;
}

template <typename Product>
std::vector<float> Strided(const Shape& s, bool transposed, bool accumulate, bool round,
                           const Product& product) {
  const int64_t ld = (transposed ? s.m : s.k) + kPad;
  std::vector<float> a = TestFloats((transposed ? s.k : s.m) * ld, 1);
  std::vector<float> b = TestFloats(s.k * (s.n + kPad), 2);
  if (round) a = Rounded(a), b = Rounded(b);
  std::vector<float> c = TestFloats(s.m * (s.n + kPad), 4);
  GemmDesc d;
  d.m = s.m, d.n = s.n, d.k = s.k;
  d.a = a.data(), d.a_row = transposed ? 1 : ld, d.a_col = transposed ? ld : 1;
  d.b = b.data(), d.ldb = s.n + kPad;
  d.c = c.data(), d.ldc = s.n + kPad;
  d.accumulate = accumulate;
  product(d);
  return c;
}

TEST(GemmBf16, PackedIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : Shapes()) {
    ExpectSameBitsEverywhere(s.Name(), [&] { return Packed(s, false, false); });
    ExpectSameBitsEverywhere(s.Name() + " bias", [&] { return Packed(s, true, false); });
    ExpectSameBitsEverywhere(s.Name() + " +=", [&] { return Packed(s, false, true); });
  }
}

TEST(GemmBf16, StridedIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : Shapes()) {
    for (const bool transposed : {false, true}) {
      for (const bool accumulate : {false, true}) {
        ExpectSameBitsEverywhere(s.Name() + (transposed ? " transposed" : ""), [&] {
          return Strided(s, transposed, accumulate, false, GemmBf16);
        });
      }
    }
  }
}

TEST(GemmBf16, PackedIsTheFp32ProductOfRoundedOperands) {
  std::vector<Shape> shapes = Shapes();
  shapes.insert(shapes.end(), kLarge.begin(), kLarge.end());
  VariantGuard guard;
  for (const int threads : {1, 2}) {
    base::SetNumThreads(threads);
    for (const Shape& s : shapes) {
      ExpectSameBits(PackedInFp32(s, false, false), Packed(s, false, false), s.Name());
      ExpectSameBits(PackedInFp32(s, true, false), Packed(s, true, false), s.Name() + " bias");
      ExpectSameBits(PackedInFp32(s, false, true), Packed(s, false, true), s.Name() + " +=");
    }
  }
}

TEST(GemmBf16, StridedIsTheFp32ProductOfRoundedOperands) {
  std::vector<Shape> shapes = Shapes();
  shapes.insert(shapes.end(), kLarge.begin(), kLarge.end());
  VariantGuard guard;
  for (const int threads : {1, 2}) {
    base::SetNumThreads(threads);
    for (const Shape& s : shapes) {
      for (const bool transposed : {false, true}) {
        for (const bool accumulate : {false, true}) {
          ExpectSameBits(Strided(s, transposed, accumulate, true, Gemm),
                         Strided(s, transposed, accumulate, false, GemmBf16), s.Name());
        }
      }
    }
  }
}

TEST(GemmBf16, RowsOfAnyStrideGiveTheSameBits) {
  const Shape s = {7, 20, 9};
  const std::vector<float> a = TestFloats(s.m * 50, 1), b = TestFloats(s.k * s.n, 2);
  std::vector<float> tight(s.m * s.k), c1(s.m * s.n), c2(s.m * s.n);
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t p = 0; p < s.k; ++p) tight[i * s.k + p] = a[i * 50 + p * 3];
  }
  GemmDesc d;
  d.m = s.m, d.n = s.n, d.k = s.k;
  d.a = a.data(), d.a_row = 50, d.a_col = 3;
  d.b = b.data(), d.ldb = s.n;
  d.c = c1.data(), d.ldc = s.n;
  GemmBf16(d);
  d.a = tight.data(), d.a_row = s.k, d.a_col = 1, d.c = c2.data();
  GemmBf16(d);
  ExpectSameBits(c2, c1, "strides 50 and 3");
}

// Sums that pass through the subnormal range, from tiny operands, starts and biases.
std::vector<float> TinyProduct(int64_t m, int64_t n, int64_t k, bool accumulate) {
  std::vector<float> a = TestFloats(m * k, 1, 0x1p-62f), w = TestFloats(n * k, 2, 0x1p-63f);
  std::vector<float> c = TestFloats(m * n, 3, 0x1p-125f), bias = TestFloats(n, 4, 0x1p-125f);
  for (int64_t i = 0; i < m * k; i += 7) a[i] = 0x1.8p-130f;  // a subnormal operand
  for (int64_t i = 0; i < n * k; i += 5) w[i] = -0.0f;
  for (int64_t i = 0; i < m * n; i += 3) c[i] = i % 2 == 0 ? -0.0f : -0x1p-140f;
  PackedBf16Matrix packed;
  packed.Pack(w.data(), n, k);
  if (accumulate) {
    GemmPackedBf16Accumulate(m, a.data(), k, packed, c.data(), n);
  } else {
    GemmPackedBf16(m, a.data(), k, packed, c.data(), n, bias.data());
  }
  return c;
}

TEST(GemmBf16, SubnormalsAreFlushedTheSameWayEverywhere) {
  for (const int64_t k : {1, 2, 3, 8, 101}) {
    for (const bool accumulate : {false, true}) {
      const std::vector<float> c =
          ExpectSameBitsEverywhere("tiny", [&] { return TinyProduct(29, 37, k, accumulate); });
      for (const float x : c) EXPECT_NE(std::fpclassify(x), FP_SUBNORMAL);
    }
  }
}

// One step at the edge of the normal range: c = x·y + start.
float OneStep(float x, float y, float start) {
  PackedBf16Matrix packed;
  packed.Pack(&y, 1, 1);
  const std::vector<float> c = ExpectSameBitsEverywhere("one step", [&] {
    std::vector<float> out = {start};
    GemmPackedBf16Accumulate(1, &x, 1, packed, out.data(), 1);
    return out;
  });
  return c[0];
}

TEST(GemmBf16, TheSmallestNormalResultIsJudgedAfterRounding) {
  const float ulp = 0x1p-149f, min = 0x1p-126f;
  // 2^-126 - 2^-150 has 24 bits below the normal range: tiny, though it would round up to a
  // subnormal format's edge.
  EXPECT_EQ(OneStep(0x1p-75f, -0x1p-75f, min), 0.0f);
  // Half of that distance rounds to the smallest normal number.
  EXPECT_EQ(OneStep(0x1p-75f, -0x1p-76f, min), min);
  EXPECT_EQ(OneStep(0x1p-75f, -0x1.8p-76f, min), 0.0f);
  EXPECT_EQ(OneStep(0x1p-75f, 0x1p-75f, ulp), 0.0f) << "a subnormal start is read as zero";
  EXPECT_TRUE(std::signbit(OneStep(0x1p-75f, -0x1p-75f, 0.0f)))
      << "a flushed result keeps its sign";
}

TEST(GemmBf16, APaddedPairLeavesANegativeZero) {
  EXPECT_TRUE(std::signbit(OneStep(1.0f, -0.0f, -0.0f)));
  EXPECT_FALSE(std::signbit(OneStep(1.0f, -0.0f, 0.0f)));
}

TEST(GemmBf16, AnEmptySumIsItsStart) {
  std::vector<float> c = {1, 2, 3, 4};
  PackedBf16Matrix packed;
  packed.Pack(nullptr, 2, 0);
  GemmPackedBf16Accumulate(2, nullptr, 0, packed, c.data(), 2);
  EXPECT_EQ(c, (std::vector<float>{1, 2, 3, 4}));
  const std::vector<float> bias = {5, 6};
  GemmPackedBf16(2, nullptr, 0, packed, c.data(), 2, bias.data());
  EXPECT_EQ(c, (std::vector<float>{5, 6, 5, 6}));
  GemmBf16({.m = 2, .n = 2, .k = 0, .c = c.data(), .ldc = 2, .accumulate = true});
  EXPECT_EQ(c, (std::vector<float>{5, 6, 5, 6}));
  GemmBf16({.m = 2, .n = 2, .k = 0, .c = c.data(), .ldc = 2, .accumulate = false});
  EXPECT_EQ(c, (std::vector<float>{0, 0, 0, 0}));
}

TEST(GemmBf16, InfinitiesAndNaNsReachTheirOwnCellsOnly) {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> a = {inf, 1, -2, nan, 1, 1, 1, 2, 3};  // [3, 3]
  const std::vector<float> w = {1, 2, 3, 4, 5, 6, 0, 1, 1};       // [3, 3]
  PackedBf16Matrix packed;
  packed.Pack(w.data(), 3, 3);
  VariantGuard guard;
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    SetMaxIsa(isa);
    std::vector<float> c(3 * 5, 7.0f);
    GemmPackedBf16(3, a.data(), 3, packed, c.data(), 5, nullptr);
    EXPECT_EQ(c[0], inf);
    EXPECT_EQ(c[1], inf);
    EXPECT_TRUE(std::isnan(c[2])) << "inf times zero";
    for (int j = 0; j < 3; ++j) EXPECT_TRUE(std::isnan(c[5 + j]));
    EXPECT_EQ(c[10], 14.0f);
    EXPECT_EQ(c[11], 32.0f);
    EXPECT_EQ(c[12], 5.0f);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(c[i * 5 + 3], 7.0f) << "written past the last column";
  }
}

TEST(GemmBf16, OverflowIsInfinityEverywhere) {
  const std::vector<float> c = ExpectSameBitsEverywhere("overflow", [] {
    const std::vector<float> a(3, 0x1p100f), w = {0x1p27f, 0x1p27f, -0x1p20f};
    PackedBf16Matrix packed;
    packed.Pack(w.data(), 1, 3);
    std::vector<float> out(1);
    GemmPackedBf16(1, a.data(), 3, packed, out.data(), 1, nullptr);
    return out;
  });
  EXPECT_TRUE(std::isinf(c[0]));
}

// At even and odd places, so that pairs fall differently.
TEST(GemmBf16, SplittingTheSumOverAccumulatingCallsChangesNoBit) {
  const int64_t m = 33, n = 50, k = 700;
  const std::vector<float> a = TestFloats(k * m, 1), b = TestFloats(k * n, 2);
  std::vector<float> whole(m * n, -0.0f), parts(m * n, -0.0f);
  GemmDesc d;
  d.m = m, d.n = n, d.k = k;
  d.a = a.data(), d.a_row = 1, d.a_col = m;
  d.b = b.data(), d.ldb = n;
  d.c = whole.data(), d.ldc = n;
  d.accumulate = true;
  GemmBf16(d);
  d.c = parts.data();
  for (int64_t p = 0; p < k;) {
    d.k = std::min<int64_t>(k - p, 1 + p % 97);
    d.a = a.data() + p * m;
    d.b = b.data() + p * n;
    GemmBf16(d);
    p += d.k;
  }
  ExpectSameBits(whole, parts, "parts");
}

TEST(GemmBf16, ARowDoesNotDependOnTheOtherRows) {
  const int64_t n = 70, k = 131, m = 40;
  const std::vector<float> a = TestFloats(m * k, 1);
  PackedBf16Matrix packed;
  packed.Pack(TestFloats(n * k, 2).data(), n, k);
  std::vector<float> all(m * n);
  GemmPackedBf16(m, a.data(), k, packed, all.data(), n, nullptr);
  for (int64_t count = 1; count <= m; count += 3) {
    for (int64_t i = 0; i + count <= m; i += 5) {
      std::vector<float> some(count * n);
      GemmPackedBf16(count, a.data() + i * k, k, packed, some.data(), n, nullptr);
      ExpectSameBits({all.begin() + i * n, all.begin() + (i + count) * n}, some, "rows");
    }
  }
}

TEST(GemmBf16, ColumnsAreThoseOfTheWholeProduct) {
  const int64_t m = 9, n = 150, k = 45;
  const std::vector<float> a = TestFloats(m * k, 1);
  PackedBf16Matrix packed;
  packed.Pack(TestFloats(n * k, 2).data(), n, k);
  std::vector<float> all(m * n);
  GemmPackedBf16(m, a.data(), k, packed, all.data(), n, nullptr);
  for (const auto& [first, count] :
       {std::pair<int64_t, int64_t>{0, 150}, {0, 1}, {16, 40}, {112, 38}, {144, 6}, {48, 0}}) {
    const std::vector<float> got = ExpectSameBitsEverywhere("columns", [&, f = first, c = count] {
      std::vector<float> some(m * (c + 1), 7.0f);
      GemmPackedBf16Columns(m, a.data(), k, packed, f, c, some.data(), c + 1);
      return some;
    });
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < count; ++j) {
        EXPECT_EQ(got[i * (count + 1) + j], all[i * n + first + j]);
      }
      EXPECT_EQ(got[i * (count + 1) + count], 7.0f) << "written past the last column";
    }
  }
  EXPECT_THROW(GemmPackedBf16Columns(m, a.data(), k, packed, 8, 8, all.data(), n), base::Error);
  EXPECT_THROW(GemmPackedBf16Columns(m, a.data(), k, packed, 144, 7, all.data(), n), base::Error);
}

TEST(GemmBf16, UnpackedRowsAreTheRoundedOnes) {
  for (const auto& [n, k] : {std::pair<int64_t, int64_t>{1, 1}, {16, 32}, {37, 45}, {70, 100}}) {
    const std::vector<float> w = TestFloats(n * k, 1);
    const std::vector<float> rows = ExpectSameBitsEverywhere("unpack", [&, n = n, k = k] {
      PackedBf16Matrix packed;
      packed.Pack(w.data(), n, k);
      std::vector<float> out(n * k);
      for (int64_t j = 0; j < n; ++j) packed.UnpackRow(j, out.data() + j * k);
      return out;
    });
    ExpectSameBits(Rounded(w), rows, "rows");
  }
}

TEST(GemmBf16, RepackingKeepsTheMemoryOfTheSameShape) {
  const std::vector<float> w = TestFloats(20 * 31, 1);
  PackedBf16Matrix packed;
  packed.Pack(w.data(), 20, 31);
  const uint32_t* before = packed.panels();
  packed.Pack(w.data(), 20, 31);
  EXPECT_EQ(before, packed.panels());
  EXPECT_EQ(packed.bytes(), 32 * 16 * 4);
}

}  // namespace
}  // namespace r1bench::kernels
