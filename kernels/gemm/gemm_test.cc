#include "kernels/gemm/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t m, n, k;
  std::string Name() const {
    return std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  }
};

// Empty, one, odd, remainders of every tile height and width, chunk borders of k, micro and real
// layer shapes.
std::vector<Shape> Shapes() {
  std::vector<Shape> shapes = {{0, 5, 3},     {3, 0, 5},     {4, 7, 0},     {1, 1, 1},
                               {1, 16, 1},    {2, 17, 3},    {3, 15, 31},   {5, 33, 7},
                               {13, 49, 19},  {31, 64, 64},  {25, 80, 48},  {7, 19, 64},
                               {64, 48, 48},  {100, 192, 9}, {3, 130, 513}, {9, 20, 1025},
                               {485, 16, 40}, {150, 64, 64}, {50, 300, 530}};
  for (int64_t m = 1; m <= 14; ++m) shapes.push_back({m, 16 * (m % 6) + m, 11});
  return shapes;
}

// Rows wider than they need be, filled so that a stray write shows.
constexpr int64_t kPad = 3;

std::vector<float> Packed(const Shape& s, bool bias, bool accumulate) {
  const std::vector<float> a = TestFloats(s.m * (s.k + kPad), 1);
  const std::vector<float> w = TestFloats(s.n * s.k, 2);
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

std::vector<float> Strided(const Shape& s, bool transposed, bool accumulate, int64_t pad = kPad) {
  const int64_t ld = (transposed ? s.m : s.k) + pad;
  const std::vector<float> a = TestFloats((transposed ? s.k : s.m) * ld, 1);
  const std::vector<float> b = TestFloats(s.k * (s.n + pad), 2);
  std::vector<float> c = TestFloats(s.m * (s.n + kPad), 4);
  Gemm({.m = s.m,
        .n = s.n,
        .k = s.k,
        .a = a.data(),
        .a_row = transposed ? 1 : ld,
        .a_col = transposed ? ld : 1,
        .b = b.data(),
        .ldb = s.n + pad,
        .c = c.data(),
        .ldc = s.n + kPad,
        .accumulate = accumulate});
  return c;
}

TEST(Gemm, PackedIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : Shapes()) {
    ExpectSameBitsEverywhere(s.Name(), [&] { return Packed(s, false, false); });
    ExpectSameBitsEverywhere(s.Name() + " bias", [&] { return Packed(s, true, false); });
    ExpectSameBitsEverywhere(s.Name() + " +=", [&] { return Packed(s, false, true); });
  }
}

TEST(Gemm, StridedIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : Shapes()) {
    for (const bool transposed : {false, true}) {
      for (const bool accumulate : {false, true}) {
        ExpectSameBitsEverywhere(s.Name() + (transposed ? " transposed" : ""),
                                 [&] { return Strided(s, transposed, accumulate); });
      }
    }
  }
}

TEST(Gemm, LongStridesTakeThePackingPathWithTheSameBits) {
  for (const Shape& s : {Shape{29, 70, 300}, Shape{64, 64, 17}, Shape{130, 300, 5}}) {
    for (const bool transposed : {false, true}) {
      ExpectSameBitsEverywhere(s.Name() + " long stride",
                               [&] { return Strided(s, transposed, true, 600); });
    }
  }
}

TEST(Gemm, AllThreeProductsAgreeBitForBit) {
  const Shape s = {21, 37, 45};
  const std::vector<float> a = TestFloats(s.m * s.k, 1);
  const std::vector<float> w = TestFloats(s.n * s.k, 2);
  std::vector<float> a_t(a.size()), w_t(w.size());
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t p = 0; p < s.k; ++p) a_t[p * s.m + i] = a[i * s.k + p];
  }
  for (int64_t j = 0; j < s.n; ++j) {
    for (int64_t p = 0; p < s.k; ++p) w_t[p * s.n + j] = w[j * s.k + p];
  }
  PackedMatrix packed;
  packed.Pack(w.data(), s.n, s.k);
  std::vector<float> c1(s.m * s.n), c2(s.m * s.n), c3(s.m * s.n);
  GemmPacked(s.m, a.data(), s.k, packed, c1.data(), s.n, nullptr);
  GemmDesc d = {.m = s.m, .n = s.n, .k = s.k, .a = a.data(), .a_row = s.k, .a_col = 1};
  d.b = w_t.data();
  d.ldb = s.n;
  d.c = c2.data();
  d.ldc = s.n;
  Gemm(d);
  d.a = a_t.data();
  d.a_row = 1;
  d.a_col = s.m;
  d.c = c3.data();
  Gemm(d);
  ExpectSameBits(c1, c2, "row-major A");
  ExpectSameBits(c1, c3, "transposed A");
}

TEST(Gemm, ARowDoesNotDependOnTheOtherRows) {
  const int64_t n = 70, k = 130, m = 40;
  const std::vector<float> a = TestFloats(m * k, 1);
  PackedMatrix packed;
  packed.Pack(TestFloats(n * k, 2).data(), n, k);
  std::vector<float> all(m * n);
  GemmPacked(m, a.data(), k, packed, all.data(), n, nullptr);
  for (int64_t count = 1; count <= m; count += 3) {
    for (int64_t i = 0; i + count <= m; i += 5) {
      std::vector<float> some(count * n);
      GemmPacked(count, a.data() + i * k, k, packed, some.data(), n, nullptr);
      ExpectSameBits({all.begin() + i * n, all.begin() + (i + count) * n}, some, "rows");
    }
  }
}

TEST(Gemm, SplittingTheSumOverAccumulatingCallsChangesNoBit) {
  const int64_t m = 33, n = 50, k = 700;
  const std::vector<float> a = TestFloats(k * m, 1);
  const std::vector<float> b = TestFloats(k * n, 2);
  std::vector<float> whole(m * n), parts(m * n);
  GemmDesc d = {.m = m,
                .n = n,
                .k = k,
                .a = a.data(),
                .a_row = 1,
                .a_col = m,
                .b = b.data(),
                .ldb = n,
                .c = whole.data(),
                .ldc = n,
                .accumulate = true};
  Gemm(d);
  d.c = parts.data();
  for (int64_t p = 0; p < k;) {
    d.k = std::min<int64_t>(k - p, 1 + p % 97);
    d.a = a.data() + p * m;
    d.b = b.data() + p * n;
    Gemm(d);
    p += d.k;
  }
  ExpectSameBits(whole, parts, "parts");
}

// A sum of k products by fma has an error of at most k·2^-24·Σ|a||b| to first order.
TEST(Gemm, AgreesWithDoublePrecisionWithinTheSummationBound) {
  const int64_t m = 17, n = 40, k = 576;
  const std::vector<float> a = TestFloats(m * k, 1);
  const std::vector<float> w = TestFloats(n * k, 2);
  PackedMatrix packed;
  packed.Pack(w.data(), n, k);
  std::vector<float> c(m * n);
  GemmPacked(m, a.data(), k, packed, c.data(), n, nullptr);
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      double sum = 0, magnitude = 0;
      for (int64_t p = 0; p < k; ++p) {
        const double product = static_cast<double>(a[i * k + p]) * w[j * k + p];
        sum += product;
        magnitude += std::fabs(product);
      }
      ASSERT_NEAR(c[i * n + j], sum, 1.01 * k * 0x1p-24 * magnitude);
    }
  }
}

TEST(Gemm, PaddingNeverLeaksIntoTheResult) {
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> a = {inf, 1.0f, -2.0f, inf};               // [2, 2]
  const std::vector<float> w = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f};  // [3, 2]
  PackedMatrix packed;
  packed.Pack(w.data(), 3, 2);
  std::vector<float> c(2 * 4, 7.0f);
  GemmPacked(2, a.data(), 2, packed, c.data(), 4, nullptr);
  for (int64_t i = 0; i < 2; ++i) {
    for (int64_t j = 0; j < 3; ++j) EXPECT_EQ(c[i * 4 + j], inf);
    EXPECT_EQ(c[i * 4 + 3], 7.0f) << "written past the last column";
  }
}

TEST(Gemm, ColumnsAreThoseOfTheWholeProduct) {
  const int64_t m = 9, n = 150, k = 45;
  const std::vector<float> a = TestFloats(m * k, 1);
  PackedMatrix packed;
  packed.Pack(TestFloats(n * k, 2).data(), n, k);
  std::vector<float> all(m * n);
  GemmPacked(m, a.data(), k, packed, all.data(), n, nullptr);
  for (const auto& [first, count] :
       {std::pair<int64_t, int64_t>{0, 150}, {0, 1}, {16, 40}, {112, 38}, {144, 6}, {48, 0}}) {
    const std::vector<float> got = ExpectSameBitsEverywhere("columns", [&, f = first, c = count] {
      std::vector<float> some(m * (c + 1), 7.0f);
      GemmPackedColumns(m, a.data(), k, packed, f, c, some.data(), c + 1);
      return some;
    });
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < count; ++j) {
        EXPECT_EQ(got[i * (count + 1) + j], all[i * n + first + j]);
      }
      EXPECT_EQ(got[i * (count + 1) + count], 7.0f) << "written past the last column";
    }
  }
  EXPECT_THROW(GemmPackedColumns(m, a.data(), k, packed, 8, 8, all.data(), n), base::Error);
  EXPECT_THROW(GemmPackedColumns(m, a.data(), k, packed, 144, 7, all.data(), n), base::Error);
}

TEST(Gemm, RowsUnpackAsTheyWerePacked) {
  const int64_t n = 37, k = 21;
  const std::vector<float> w = TestFloats(n * k, 1);
  PackedMatrix packed;
  packed.Pack(w.data(), n, k);
  std::vector<float> rows(n * k);
  for (int64_t j = 0; j < n; ++j) packed.UnpackRow(j, rows.data() + j * k);
  ExpectSameBits(w, rows, "rows");
  EXPECT_THROW(packed.UnpackRow(n, rows.data()), base::Error);
}

TEST(Gemm, RepackingKeepsTheMemoryOfTheSameShape) {
  const std::vector<float> w = TestFloats(20 * 30, 1);
  PackedMatrix packed;
  packed.Pack(w.data(), 20, 30);
  const float* before = packed.panels();
  packed.Pack(w.data(), 20, 30);
  EXPECT_EQ(before, packed.panels());
  EXPECT_EQ(packed.bytes(), 32 * 30 * 4);
}

}  // namespace
}  // namespace r1bench::kernels
