// The AMX products on emulated tiles against their definition, and, where R1_TEST_AMX=1 and there
// is AMX, the processor's tiles against the emulated ones.
#include <gtest/gtest.h>
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kernels/bf16/bf16.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gemm_bf16/gemm_bf16.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t m, n, k;
  std::string Name() const {
    return std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  }
};

// Empty, one, odd, borders of a tile and of two in every direction, of the chunks of the sum (512),
// of the groups of rows (512) and of the chunks of a strided sum.
const std::vector<Shape> kShapes = {
    {0, 5, 3},     {3, 0, 5},     {4, 7, 0},     {35, 20, 0},   {1, 1, 1},     {1, 16, 2},
    {2, 17, 3},    {16, 16, 32},  {15, 16, 31},  {16, 15, 33},  {17, 17, 34},  {32, 32, 64},
    {33, 31, 63},  {31, 33, 65},  {48, 48, 95},  {47, 49, 96},  {5, 100, 127}, {40, 23, 513},
    {50, 33, 545}, {3, 40, 1100}, {530, 18, 33}, {70, 17, 1057}};

// Rows wider than they need be, filled so that a stray write shows.
constexpr int64_t kPad = 3;

enum class Start { kZero, kBias, kLoad };

struct Data {
  Shape s;
  std::vector<float> a, w, bias, c;  // a [m][k + kPad], w [n][k], c [m][n + kPad]
};

Data RandomData(const Shape& s) {
  return {s, TestFloats(s.m * (s.k + kPad), 1), TestFloats(s.n * s.k, 2), TestFloats(s.n, 3),
          TestFloats(s.m * (s.n + kPad), 4)};
}

// Sums that pass through the subnormal range, zeros of both signs and a few large operands.
Data HardData(const Shape& s) {
  Data d = {s, TestFloats(s.m * (s.k + kPad), 1, 0x1p-62f), TestFloats(s.n * s.k, 2, 0x1p-63f),
            TestFloats(s.n, 3, 0x1p-125f), TestFloats(s.m * (s.n + kPad), 4, 0x1p-125f)};
  for (size_t i = 0; i < d.a.size(); i += 7) d.a[i] = 0x1.8p-130f;
  for (size_t i = 0; i < d.w.size(); i += 5) d.w[i] = -0.0f;
  for (size_t i = 0; i < d.c.size(); i += 3) d.c[i] = i % 2 == 0 ? -0.0f : -0x1p-140f;
  for (size_t i = 3; i < d.a.size(); i += 211) d.a[i] = 0x1p60f;
  for (size_t i = 3; i < d.w.size(); i += 223) d.w[i] = i % 2 == 0 ? 0x1p40f : -0x1p-20f;
  return d;
}

std::vector<float> Product(const Data& d, Start start) {
  const Shape& s = d.s;
  PackedBf16Matrix packed;
  packed.Pack(d.w.data(), s.n, s.k);
  std::vector<float> c = d.c;
  const int64_t lda = s.k + kPad, ldc = s.n + kPad;
  if (start == Start::kLoad) {
    GemmPackedBf16Accumulate(s.m, d.a.data(), lda, packed, c.data(), ldc);
  } else {
    const float* bias = start == Start::kBias ? d.bias.data() : nullptr;
    GemmPackedBf16(s.m, d.a.data(), lda, packed, c.data(), ldc, bias);
  }
  return c;
}

// The same by GemmBf16, A's elements a_col apart (rows adjacent where a_col is 0).
std::vector<float> StridedProduct(const Data& d, bool accumulate, int64_t a_col) {
  const Shape& s = d.s;
  const int64_t a_row = a_col == 0 ? 1 : (s.k + kPad) * a_col;
  const int64_t step = a_col == 0 ? s.m + kPad : a_col;
  std::vector<float> a(std::max(s.m * a_row, s.k * step + s.m)), b(s.k * (s.n + kPad));
  for (int64_t p = 0; p < s.k; ++p) {
    for (int64_t i = 0; i < s.m; ++i) a[i * a_row + p * step] = d.a[i * (s.k + kPad) + p];
    for (int64_t j = 0; j < s.n; ++j) b[p * (s.n + kPad) + j] = d.w[j * s.k + p];
  }
  std::vector<float> c = d.c;
  GemmDesc desc;
  desc.m = s.m, desc.n = s.n, desc.k = s.k;
  desc.a = a.data(), desc.a_row = a_row, desc.a_col = step;
  desc.b = b.data(), desc.ldb = s.n + kPad;
  desc.c = c.data(), desc.ldc = s.n + kPad;
  desc.accumulate = accumulate;
  GemmBf16(desc);
  return c;
}

// The definition of gemm_bf16.h, by the processor's scalar fma with MXCSR set to DAZ and FTZ.
[[gnu::noinline]] float DefinedCell(const float* a, const float* w, int64_t k, float start) {
  __m128 sum = _mm_set_ss(start);
  for (int64_t tile = 0; tile < k; tile += 32) {
    __m128 even = _mm_setzero_ps(), odd = _mm_setzero_ps();
    for (int64_t p = tile; p < std::min(k, tile + 32); ++p) {
      __m128& half = p % 2 == 0 ? even : odd;
      half = _mm_fmadd_ss(_mm_set_ss(a[p]), _mm_set_ss(w[p]), half);
    }
    sum = _mm_add_ss(sum, _mm_add_ss(even, odd));
  }
  return _mm_cvtss_f32(sum);
}

std::vector<float> Rounded(std::vector<float> x) {
  for (float& v : x) v = FromBf16(ToBf16(v));
  return x;
}

std::vector<float> Defined(const Data& d, Start start) {
  const Shape& s = d.s;
  const std::vector<float> a = Rounded(d.a), w = Rounded(d.w);
  std::vector<float> c = d.c;
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040u);
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t j = 0; j < s.n; ++j) {
      float& cell = c[i * (s.n + kPad) + j];
      const float from = start == Start::kLoad ? cell : start == Start::kBias ? d.bias[j] : 0.0f;
      cell = DefinedCell(a.data() + i * (s.k + kPad), w.data() + j * s.k, s.k, from);
    }
  }
  _mm_setcsr(before);
  return c;
}

class GemmBf16Amx : public testing::Test {
 protected:
  GemmBf16Amx() {
    EmulateAmx(true);
    SetMaxIsa(Isa::kAmx);
  }

 private:
  VariantGuard guard_;
};

TEST_F(GemmBf16Amx, IsUsedOnRequestOnly) {
  EXPECT_EQ(ActiveIsa(), Isa::kAmx);
  EXPECT_STREQ(IsaName(), "amx-emulated");
  EXPECT_EQ(ActiveIsaButAmx(), BestIsa());
  SetMaxIsa(Isa::kAvx512Dot);
  EXPECT_EQ(ActiveIsa(), BestIsa());
  EmulateAmx(false);
  SetMaxIsa(Isa::kAmx);
  EXPECT_EQ(ActiveIsa(), AmxPermitted() ? Isa::kAmx : BestIsa());
  EXPECT_FALSE(ParseMaxIsa("amx")) << "--kernels changes no number";
}

TEST_F(GemmBf16Amx, PackedProductsFollowTheDefinition) {
  for (const Shape& s : kShapes) {
    for (const Data& d : {RandomData(s), HardData(s)}) {
      for (const Start start : {Start::kZero, Start::kBias, Start::kLoad}) {
        const std::vector<float> expected = Defined(d, start);
        for (const int threads : {1, 2, 3}) {
          base::SetNumThreads(threads);
          ExpectSameBits(expected, Product(d, start), s.Name());
        }
      }
    }
  }
}

TEST_F(GemmBf16Amx, StridedProductsFollowTheDefinition) {
  for (const Shape& s : kShapes) {
    const Data d = RandomData(s);
    for (const bool accumulate : {false, true}) {
      const std::vector<float> expected = Defined(d, accumulate ? Start::kLoad : Start::kZero);
      for (const int64_t a_col : {1, 3}) {
        for (const int threads : {1, 3}) {
          base::SetNumThreads(threads);
          ExpectSameBits(expected, StridedProduct(d, accumulate, a_col), s.Name());
        }
      }
    }
  }
}

TEST_F(GemmBf16Amx, AWideStridedSumIsCutWhereTilesEnd) {
  const Data d = RandomData({2, 4500, 1300});
  ExpectSameBits(Defined(d, Start::kZero), StridedProduct(d, false, 1), d.s.Name());
}

TEST_F(GemmBf16Amx, SumsOverAdjacentRowsKeepTheOrderOfTheOtherSets) {
  for (const Shape& s : kShapes) {
    const Data d = RandomData(s);
    SetMaxIsa(Isa::kAmx);
    const std::vector<float> amx = StridedProduct(d, true, 0);
    SetMaxIsa(Isa::kAvx512Dot);
    ExpectSameBits(StridedProduct(d, true, 0), amx, s.Name());
  }
}

TEST_F(GemmBf16Amx, TheOrderIsAnother) {
  const Data d = RandomData({40, 40, 200});
  const std::vector<float> amx = Product(d, Start::kZero);
  SetMaxIsa(Isa::kAvx512Dot);
  EXPECT_NE(amx, Product(d, Start::kZero));
}

// One cell of Σ a[p] · 1 + start.
float Sum(const std::vector<float>& a, float start) {
  const std::vector<float> ones(a.size(), 1.0f);
  PackedBf16Matrix packed;
  packed.Pack(ones.data(), 1, static_cast<int64_t>(a.size()));
  float c = start;
  const auto k = static_cast<int64_t>(a.size());
  GemmPackedBf16Accumulate(1, a.data(), k, packed, &c, 1);
  return c;
}

TEST_F(GemmBf16Amx, SumsWorkedOutByHand) {
  const float big = 0x1p24f;  // the next float is big + 2, and a tie goes to big
  EXPECT_EQ(Sum({1, 1}, big), big + 2) << "the start comes last";
  EXPECT_EQ(Sum({big, 1, -big, 1}, 0), 2) << "even and odd k are summed apart";
  EXPECT_EQ(Sum({1, big, 1, -big}, 0), 2);
  EXPECT_EQ(Sum({big, 0, 1, 0, -big}, 0), 0) << "one sum, in order";
  std::vector<float> a(33);
  a[0] = a[31] = 1;
  EXPECT_EQ(Sum(a, big), big + 2) << "one tile";
  a[31] = 0, a[32] = 1;
  EXPECT_EQ(Sum(a, big), big) << "two tiles, added one by one";
  EXPECT_FALSE(std::signbit(Sum({0}, -0.0f))) << "sums of a tile start from +0";
  EXPECT_TRUE(std::signbit(Sum({}, -0.0f))) << "no tile, no addition";
  EXPECT_EQ(Sum({}, 0x1p-140f), 0x1p-140f);
  EXPECT_EQ(Sum({0}, 0x1p-140f), 0) << "a subnormal start is read as zero";
}

TEST_F(GemmBf16Amx, ARowDoesNotDependOnTheOtherRows) {
  const Data d = RandomData({60, 70, 131});
  const int64_t lda = d.s.k + kPad, n = d.s.n;
  PackedBf16Matrix packed;
  packed.Pack(d.w.data(), n, d.s.k);
  std::vector<float> all(d.s.m * n);
  GemmPackedBf16(d.s.m, d.a.data(), lda, packed, all.data(), n, nullptr);
  for (int64_t count = 1; count <= d.s.m; count += 7) {
    for (int64_t i = 0; i + count <= d.s.m; i += 13) {
      std::vector<float> some(count * n);
      GemmPackedBf16(count, d.a.data() + i * lda, lda, packed, some.data(), n, nullptr);
      ExpectSameBits({all.begin() + i * n, all.begin() + (i + count) * n}, some, "rows");
    }
  }
}

TEST_F(GemmBf16Amx, ColumnsAreThoseOfTheWholeProduct) {
  const Data d = RandomData({35, 150, 77});
  const int64_t lda = d.s.k + kPad, n = d.s.n;
  PackedBf16Matrix packed;
  packed.Pack(d.w.data(), n, d.s.k);
  std::vector<float> all(d.s.m * n);
  GemmPackedBf16(d.s.m, d.a.data(), lda, packed, all.data(), n, nullptr);
  for (const auto& [first, count] :
       {std::pair<int64_t, int64_t>{0, 150}, {0, 1}, {16, 40}, {112, 38}, {144, 6}, {48, 0}}) {
    std::vector<float> some(d.s.m * (count + 1), 7.0f);
    GemmPackedBf16Columns(d.s.m, d.a.data(), lda, packed, first, count, some.data(), count + 1);
    for (int64_t i = 0; i < d.s.m; ++i) {
      for (int64_t j = 0; j < count; ++j) {
        EXPECT_EQ(some[i * (count + 1) + j], all[i * n + first + j]);
      }
      EXPECT_EQ(some[i * (count + 1) + count], 7.0f) << "written past the last column";
    }
  }
}

TEST_F(GemmBf16Amx, SplittingTheSumAtMultiplesOf32ChangesNoBit) {
  const Data d = RandomData({20, 37, 300});
  const std::vector<float> whole = Product(d, Start::kLoad);
  std::vector<float> parts = d.c;
  for (int64_t p = 0; p < d.s.k;) {
    const int64_t k = std::min<int64_t>(d.s.k - p, p == 0 ? 32 : 96);
    std::vector<float> w(d.s.n * k);
    for (int64_t j = 0; j < d.s.n; ++j) {
      std::copy_n(d.w.begin() + j * d.s.k + p, k, w.begin() + j * k);
    }
    PackedBf16Matrix packed;
    packed.Pack(w.data(), d.s.n, k);
    GemmPackedBf16Accumulate(d.s.m, d.a.data() + p, d.s.k + kPad, packed, parts.data(),
                             d.s.n + kPad);
    p += k;
  }
  ExpectSameBits(whole, parts, "parts");
}

// What each cell's roundings can add up to: up to 16 fused steps, two additions a tile.
TEST_F(GemmBf16Amx, TheErrorIsWithinTheBound) {
  const Data d = RandomData({33, 50, 1500});
  const std::vector<float> a = Rounded(d.a), w = Rounded(d.w), c = Product(d, Start::kBias);
  const double tiles = std::ceil(d.s.k / 32.0), unit = 0x1p-24;
  for (int64_t i = 0; i < d.s.m; ++i) {
    for (int64_t j = 0; j < d.s.n; ++j) {
      double exact = d.bias[j], magnitude = std::fabs(exact);
      for (int64_t p = 0; p < d.s.k; ++p) {
        const double product = static_cast<double>(a[i * (d.s.k + kPad) + p]) * w[j * d.s.k + p];
        exact += product;
        magnitude += std::fabs(product);
      }
      EXPECT_NEAR(c[i * (d.s.n + kPad) + j], exact, (17 + tiles) * unit * magnitude * 1.01);
    }
  }
}

TEST_F(GemmBf16Amx, InfinitiesAndNaNsReachTheirOwnCellsOnly) {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Data d = RandomData({20, 20, 40});
  d.a[2 * (40 + kPad) + 33] = inf;
  d.w[17 * 40 + 39] = nan;
  const std::vector<float> c = Product(d, Start::kZero);
  for (int64_t i = 0; i < 20; ++i) {
    for (int64_t j = 0; j < 20; ++j) {
      const float x = c[i * (20 + kPad) + j];
      EXPECT_EQ(std::isnan(x), j == 17) << i << " " << j;
      EXPECT_EQ(std::isinf(x), j != 17 && i == 2) << i << " " << j;
    }
  }
}

// A difference here means that the processor does not follow gemm_bf16.h: do not use kAmx on it.
class GemmBf16AmxProcessor : public testing::Test {
 protected:
  void SetUp() override {
    const char* wanted = std::getenv("R1_TEST_AMX");
    if (wanted == nullptr || std::string(wanted) != "1") {
      GTEST_SKIP() << "the processor's AMX is tested only with R1_TEST_AMX=1";
    }
    if (!AmxPermitted()) GTEST_SKIP() << "no AMX-BF16 on this machine, or not for this process";
    SetMaxIsa(Isa::kAmx);
  }
  VariantGuard guard_;
};

// One TDPBF16PS: if this fails, the message tells whether one running sum would explain it.
TEST_F(GemmBf16AmxProcessor, OneInstructionIsTheEmulatedOne) {
  Data d = RandomData({16, 16, 32});
  const std::vector<float> got = Product(d, Start::kLoad);
  EmulateAmx(true);
  const std::vector<float> emulated = Product(d, Start::kLoad);
  EmulateAmx(false);
  SetMaxIsa(Isa::kAvx512Dot);
  const std::vector<float> running = Product(d, Start::kLoad);
  int like_emulated = 0, like_running = 0;
  for (int64_t i = 0; i < 16; ++i) {
    for (int64_t j = 0; j < 16; ++j) {
      const int64_t at = i * (16 + kPad) + j;
      like_emulated += got[at] == emulated[at];
      like_running += got[at] == running[at];
    }
  }
  EXPECT_EQ(like_emulated, 256) << "cells; " << like_running << " are those of a running sum";
}

TEST_F(GemmBf16AmxProcessor, EveryProductIsTheEmulatedOne) {
  for (const Shape& s : kShapes) {
    for (const Data& d : {RandomData(s), HardData(s)}) {
      for (const Start start : {Start::kZero, Start::kBias, Start::kLoad}) {
        EmulateAmx(true);
        const std::vector<float> expected = Product(d, start);
        EmulateAmx(false);
        for (const int threads : {1, 2, 3}) {
          base::SetNumThreads(threads);
          ExpectSameBits(expected, Product(d, start), s.Name());
        }
      }
      ExpectSameBits(Defined(d, Start::kLoad), StridedProduct(d, true, 1), s.Name());
    }
  }
}

}  // namespace
}  // namespace r1bench::kernels
