#include "kernels/gemm_quantized/gemm_quantized.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

constexpr GgmlType kTypes[] = {GgmlType::kQ4_0, GgmlType::kQ4_1, GgmlType::kQ8_0};
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Shape {
  int64_t m, n, k;
  std::string Name(GgmlType type) const {
    return std::string(GgmlTypeName(type)) + " " + std::to_string(m) + "x" + std::to_string(n) +
           "x" + std::to_string(k);
  }
};

// Empty, one, odd, every tile height, both ways to split a product over threads, several chunks of
// rows.
std::vector<Shape> Shapes() {
  std::vector<Shape> shapes = {{0, 5, 32},   {3, 0, 64},    {4, 7, 0},     {1, 1, 32},
                               {2, 17, 96},  {1, 130, 576}, {1, 576, 160}, {64, 48, 64},
                               {31, 33, 96}, {9, 300, 288}, {301, 20, 992}};
  for (int64_t m = 1; m <= 26; ++m) shapes.push_back({m, 16 * (m % 4) + m, 64});
  return shapes;
}

// n*k weights in blocks of the file format: all codes occur; scales and offsets are normal,
// subnormal, zero and negative halfs.
std::vector<uint8_t> Blocks(GgmlType type, int64_t n, int64_t k, uint64_t seed) {
  std::vector<uint8_t> out(QuantizedBytes(type, n * k));
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  const auto next = [&state] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(state >> 33);
  };
  for (uint8_t& byte : out) byte = static_cast<uint8_t>(next() >> 7);
  for (size_t at = 0; at < out.size(); at += static_cast<size_t>(BlockBytes(type))) {
    for (size_t half = 0; half < (type == GgmlType::kQ4_1 ? 2u : 1u); ++half) {
      // 2^-7 to 2^-4 of either sign; one in 16 anything up to 2^-14.
      uint32_t bits = (next() & 0x8000u) | (0x2000u + next() % 0xc00u);
      if (next() % 16 == 0) bits = next() & 0x83ffu;
      std::memcpy(&out[at + 2 * half], &bits, 2);
    }
  }
  return out;
}

PackedQuantizedMatrix Matrix(GgmlType type, int64_t n, int64_t k, uint64_t seed = 2) {
  PackedQuantizedMatrix out;
  out.Reserve(type, n, k);
  out.PackRows(0, n, Blocks(type, n, k, seed).data());
  return out;
}

// Rows wider than they need be, filled so that a stray write shows.
constexpr int64_t kPad = 3;

enum class Mode { kPlain, kBias, kAccumulate };

std::vector<float> Product(const Shape& s, GgmlType type, Mode mode) {
  const std::vector<float> a = TestFloats(s.m * (s.k + kPad), 1, 3.0f);
  const std::vector<float> bias = TestFloats(s.n, 3);
  std::vector<float> c = TestFloats(s.m * (s.n + kPad), 4);
  const PackedQuantizedMatrix w = Matrix(type, s.n, s.k);
  if (mode == Mode::kAccumulate) {
    GemmQuantizedAccumulate(s.m, a.data(), s.k + kPad, w, c.data(), s.n + kPad);
  } else {
    GemmQuantized(s.m, a.data(), s.k + kPad, w, c.data(), s.n + kPad,
                  mode == Mode::kBias ? bias.data() : nullptr);
  }
  return c;
}

TEST(GemmQuantized, IsTheSameBitsInEverySetAndThreadCount) {
  for (const GgmlType type : kTypes) {
    for (const Shape& s : Shapes()) {
      for (const Mode mode : {Mode::kPlain, Mode::kBias, Mode::kAccumulate}) {
        if (mode != Mode::kPlain && s.m * s.n * s.k > 2'000'000) continue;
        ExpectSameBitsEverywhere(s.Name(type) + " mode " + std::to_string(static_cast<int>(mode)),
                                 [&] { return Product(s, type, mode); });
      }
    }
  }
}

TEST(GemmQuantized, StartsFromTheBiasOrTheOldValue) {
  for (const GgmlType type : kTypes) {
    const Shape s = {5, 37, 64};
    const std::vector<float> a = TestFloats(s.m * s.k, 1);
    const std::vector<float> bias = TestFloats(s.n, 3);
    const PackedQuantizedMatrix w = Matrix(type, s.n, s.k);
    std::vector<float> from_bias(s.m * s.n), from_old(s.m * s.n), plain(s.m * s.n, 9.0f);
    for (int64_t i = 0; i < s.m; ++i) {
      std::copy(bias.begin(), bias.end(), from_old.begin() + i * s.n);
    }
    GemmQuantized(s.m, a.data(), s.k, w, from_bias.data(), s.n, bias.data());
    GemmQuantizedAccumulate(s.m, a.data(), s.k, w, from_old.data(), s.n);
    ExpectSameBits(from_bias, from_old, GgmlTypeName(type));
    GemmQuantized(s.m, a.data(), s.k, w, plain.data(), s.n, nullptr);
    std::vector<float> from_zero(s.m * s.n, 0.0f);
    GemmQuantizedAccumulate(s.m, a.data(), s.k, w, from_zero.data(), s.n);
    ExpectSameBits(from_zero, plain, GgmlTypeName(type));
  }
}

TEST(GemmQuantized, RowsAndColumnsDoNotDependOnTheOthers) {
  for (const GgmlType type : kTypes) {
    const Shape s = {29, 90, 96};
    const std::vector<float> a = TestFloats(s.m * s.k, 1);
    const PackedQuantizedMatrix w = Matrix(type, s.n, s.k);
    std::vector<float> all(s.m * s.n);
    GemmQuantized(s.m, a.data(), s.k, w, all.data(), s.n, nullptr);
    for (const int64_t count : {int64_t{1}, int64_t{7}, int64_t{16}, int64_t{42}, int64_t{58}}) {
      for (int64_t first = 0; first + count <= s.n; first += 16) {
        const int64_t rows = 1 + (first + count) % s.m, row = s.m - rows;
        std::vector<float> part(rows * (count + kPad), 5.0f), expected = part;
        for (int64_t i = 0; i < rows; ++i) {
          std::copy_n(all.begin() + (row + i) * s.n + first, count,
                      expected.begin() + i * (count + kPad));
        }
        ExpectSameBitsEverywhere("columns", [&] {
          GemmQuantizedColumns(rows, a.data() + row * s.k, s.k, w, first, count, part.data(),
                               count + kPad);
          return part;
        });
        ExpectSameBits(expected, part, s.Name(type));
      }
    }
  }
}

TEST(GemmQuantized, StackedTensorsAreTheRowsOfOneMatrix) {
  const int64_t k = 96;
  for (const GgmlType type : kTypes) {
    PackedQuantizedMatrix stacked;
    stacked.Reserve(type, 5 + 30 + 16 + 1, k);
    const std::vector<float> a = TestFloats(2 * k, 1);
    std::vector<float> expected(2 * 52);
    int64_t first = 0;
    for (const int64_t count : {5, 30, 16, 1}) {
      stacked.PackRows(first, count, Blocks(type, count, k, 10 + count).data());
      GemmQuantized(2, a.data(), k, Matrix(type, count, k, 10 + count), expected.data() + first, 52,
                    nullptr);
      first += count;
    }
    std::vector<float> got(2 * 52);
    GemmQuantized(2, a.data(), k, stacked, got.data(), 52, nullptr);
    ExpectSameBits(expected, got, GgmlTypeName(type));
  }
}

TEST(GemmQuantized, UnpackedRowsAreTheBitsOfDequantize) {
  const int64_t n = 37, k = 32 * 70;
  for (const GgmlType type : kTypes) {
    const std::vector<uint8_t> blocks = Blocks(type, n, k, 5);
    std::vector<float> expected(n * k), got(n * k);
    Dequantize(type, n * k, blocks.data(), expected.data());
    PackedQuantizedMatrix w;
    w.Reserve(type, n, k);
    w.PackRows(0, 3, blocks.data());
    w.PackRows(3, n - 3, blocks.data() + QuantizedBytes(type, 3 * k));
    for (int64_t row = 0; row < n; ++row) w.UnpackRow(row, got.data() + row * k);
    ExpectSameBits(expected, got, GgmlTypeName(type));
    EXPECT_EQ(w.bytes(), QuantizedBytes(type, 48 * k));
    EXPECT_EQ(w.n(), n);
    EXPECT_EQ(w.k(), k);
    EXPECT_EQ(w.type(), type);
  }
}

// Rounding moves an activation by at most d_x/2 (a little more where x/d_x itself is rounded), and
// the float sum of a block's one or two terms has an error of a few 2^-24 of what is added.
TEST(GemmQuantized, AgreesWithTheFloatProductWithinTheRoundingOfTheActivations) {
  const Shape s = {7, 40, 576};
  const std::vector<float> a = TestFloats(s.m * s.k, 1, 5.0f);
  const int64_t blocks = s.k / 32;
  for (const GgmlType type : kTypes) {
    const PackedQuantizedMatrix w = Matrix(type, s.n, s.k);
    std::vector<float> c(s.m * s.n), row(s.k);
    GemmQuantized(s.m, a.data(), s.k, w, c.data(), s.n, nullptr);
    for (int64_t j = 0; j < s.n; ++j) {
      w.UnpackRow(j, row.data());
      for (int64_t i = 0; i < s.m; ++i) {
        double sum = 0, bound = 0, magnitude = 0;
        for (int64_t b = 0; b < blocks; ++b) {
          const float* x = a.data() + i * s.k + b * 32;
          double max = 0, weights = 0, largest = 0;
          for (int64_t p = 0; p < 32; ++p) {
            const double weight = row[b * 32 + p];
            sum += x[p] * weight;
            weights += std::fabs(weight);
            largest = std::max(largest, std::fabs(weight));
            max = std::max(max, std::fabs(static_cast<double>(x[p])));
          }
          bound += (0.5 + 1e-4) * max / 127 * weights;
          magnitude += 3 * 32 * max * (largest + 0.25);  // 0.25 is above every offset m
        }
        bound += (2 * blocks + 8) * 0x1p-24 * magnitude;
        ASSERT_NEAR(c[i * s.n + j], sum, bound) << s.Name(type) << " " << i << "," << j;
      }
    }
  }
}

TEST(GemmQuantized, KnownValuesByHand) {
  // One block: x = 127, -1, 1/2 (to even: 0), 3/2 (to even: 2), zeros; d_x = 1.
  std::vector<float> a(32);
  a[0] = 127, a[1] = -1, a[2] = 0.5f, a[3] = 1.5f;
  std::vector<uint8_t> block(20);
  const uint16_t d = 0x3800, m = 0x4000;  // 0.5 and 2
  std::memcpy(&block[0], &d, 2);
  std::memcpy(&block[2], &m, 2);
  block[4] = 3, block[5] = 5, block[6] = 15, block[7] = 7;
  PackedQuantizedMatrix w;
  w.Reserve(GgmlType::kQ4_1, 1, 32);
  w.PackRows(0, 1, block.data());
  float c = 0;
  GemmQuantized(1, a.data(), 32, w, &c, 1, nullptr);
  EXPECT_EQ(c, 0.5f * (3 * 127 - 5 + 7 * 2) + 2.0f * (127 - 1 + 2));
}

TEST(GemmQuantized, ZerosAndTinyActivationsGiveTheStartValue) {
  for (const GgmlType type : kTypes) {
    const PackedQuantizedMatrix w = Matrix(type, 20, 64);
    std::vector<float> a(3 * 64);
    for (int64_t p = 0; p < 64; ++p) a[64 + p] = -0.0f;
    for (int64_t p = 0; p < 64; ++p) a[128 + p] = p % 2 == 0 ? 0x1p-101f : -0x1p-149f;
    const std::vector<float> bias = TestFloats(20, 1);
    const std::vector<float> c = ExpectSameBitsEverywhere("zeros", [&] {
      std::vector<float> out(3 * 20);
      GemmQuantized(3, a.data(), 64, w, out.data(), 20, bias.data());
      return out;
    });
    for (int64_t i = 0; i < 60; ++i) EXPECT_EQ(c[i], bias[i % 20]);
  }
}

TEST(GemmQuantized, LargestAndSmallestActivationsAreRounded) {
  for (const GgmlType type : kTypes) {
    const PackedQuantizedMatrix w = Matrix(type, 20, 64);
    for (const float scale : {0x1p-100f, 0x1p-60f, 0x1p60f, 0x1p120f}) {
      const std::vector<float> a = TestFloats(2 * 64, 1, scale * 1.5f);
      const std::vector<float> c = ExpectSameBitsEverywhere("scale", [&] {
        std::vector<float> out(2 * 20);
        GemmQuantized(2, a.data(), 64, w, out.data(), 20, nullptr);
        return out;
      });
      for (const float x : c) EXPECT_TRUE(std::isfinite(x) && x != 0) << scale;
    }
  }
}

TEST(GemmQuantized, ABrokenActivationMakesItsRowNanAndNoOther) {
  for (const GgmlType type : kTypes) {
    const PackedQuantizedMatrix w = Matrix(type, 20, 96);
    for (const float broken : {kNan, -kNan, kInfinity, -kInfinity}) {
      std::vector<float> a = TestFloats(3 * 96, 1);
      a[96 + 45] = broken;
      const std::vector<float> c = ExpectSameBitsEverywhere("broken", [&] {
        std::vector<float> out(3 * 20);
        GemmQuantized(3, a.data(), 96, w, out.data(), 20, nullptr);
        return out;
      });
      for (int64_t i = 0; i < 60; ++i) EXPECT_EQ(std::isnan(c[i]), i / 20 == 1) << i;
    }
  }
}

TEST(GemmQuantized, RefusesOtherTypesAndShapes) {
  EXPECT_TRUE(PackedQuantizedMatrix::Supports(GgmlType::kQ4_1));
  EXPECT_FALSE(PackedQuantizedMatrix::Supports(GgmlType::kQ6_K));
  EXPECT_FALSE(PackedQuantizedMatrix::Supports(GgmlType::kBF16));
  PackedQuantizedMatrix w;
  EXPECT_THROW(w.Reserve(GgmlType::kF32, 4, 32), base::Error);
  EXPECT_THROW(w.Reserve(GgmlType::kQ4_0, 4, 33), base::Error);
  w.Reserve(GgmlType::kQ4_0, 40, 32);
  float c[40], a[32] = {};
  EXPECT_THROW(w.PackRows(30, 11, nullptr), base::Error);
  EXPECT_THROW(w.UnpackRow(40, c), base::Error);
  EXPECT_THROW(GemmQuantizedColumns(1, a, 32, w, 8, 16, c, 40), base::Error);
  EXPECT_THROW(GemmQuantizedColumns(1, a, 32, w, 32, 16, c, 40), base::Error);
}

}  // namespace
}  // namespace r1bench::kernels
