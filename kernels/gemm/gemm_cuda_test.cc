#include "kernels/gemm/gemm_cuda.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/testing.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gemm/gemm_product.h"

namespace r1bench::cuda {
namespace {

enum class Layer { kForward, kInputGradient, kWeightGradient };
enum class Start { kZero, kBias, kOld };

struct Case {
  int64_t m, n, k;
  Layer layer = Layer::kForward;
  Start start = Start::kZero;
  std::string Name() const {
    return std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k) + " layer " +
           std::to_string(static_cast<int>(layer)) + " start " +
           std::to_string(static_cast<int>(start));
  }
  bool a_transposed() const { return layer == Layer::kWeightGradient; }
  bool b_transposed() const { return layer != Layer::kForward; }
};

// Remainders of every tile, sums shorter than a step, and rows that no 16-byte copy fits.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const Layer layer : {Layer::kForward, Layer::kInputGradient, Layer::kWeightGradient}) {
    for (const Start start : {Start::kZero, Start::kBias, Start::kOld}) {
      if (layer != Layer::kForward && start == Start::kBias) continue;
      for (const auto& [m, n, k] : {std::array<int64_t, 3>{1, 1, 1},
                                    {3, 5, 7},
                                    {16, 32, 64},
                                    {17, 40, 72},
                                    {72, 136, 200},
                                    {5, 96, 136},
                                    {130, 24, 80},
                                    {33, 35, 129}}) {
        cases.push_back({m, n, k, layer, start});
      }
    }
  }
  return cases;
}

// All numbers of a product c[m, n] = start + A · B.
struct Numbers {
  explicit Numbers(const Case& s)
      : a(kernels::TestFloats(s.m * s.k, 1)),
        b(kernels::TestFloats(s.n * s.k, 2)),
        bias(kernels::TestFloats(s.n, 3)),
        c(s.start == Start::kOld ? kernels::TestFloats(s.m * s.n, 4) : Poisoned(s.m * s.n)) {}
  std::vector<float> a, b, bias, c;
};

double A(const Case& s, const Numbers& in, int64_t i, int64_t p) {
  return in.a[s.a_transposed() ? p * s.m + i : i * s.k + p];
}
double B(const Case& s, const Numbers& in, int64_t j, int64_t p) {
  return in.b[s.b_transposed() ? p * s.n + j : j * s.k + p];
}
double StartOf(const Case& s, const Numbers& in, int64_t i, int64_t j) {
  if (s.start == Start::kBias) return in.bias[j];
  return s.start == Start::kOld ? in.c[i * s.n + j] : 0.0;
}

// |got - exact| is at most that of plain fp32 sums, about sqrt(k) roundings, and of one rounding to
// Out.
template <typename Out>
void ExpectExact(const Case& s, const Numbers& in, const std::vector<float>& got) {
  const double rounding = std::is_same_v<Out, float> ? 0.0 : 0x1p-8;
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t j = 0; j < s.n; ++j) {
      double sum = StartOf(s, in, i, j), size = std::fabs(sum);
      for (int64_t p = 0; p < s.k; ++p) {
        const double product = A(s, in, i, p) * B(s, in, j, p);
        sum += product;
        size += std::fabs(product);
      }
      ASSERT_NEAR(got[i * s.n + j], sum, size * 0x1p-22 + std::fabs(sum) * rounding)
          << s.Name() << " at " << i << ", " << j;
    }
  }
}

template <typename Types>
class MatmulCuda : public CudaTest {
 protected:
  using T = typename Types::T;
  using Out = typename Types::Out;

  Numbers In(const Case& s) {
    Numbers in(s);
    in.a = Rounded<T>(in.a);
    in.b = Rounded<T>(in.b);
    in.c = Rounded<Out>(in.c);
    return in;
  }

  std::vector<float> Layered(MatmulMode mode, const Case& s, const Numbers& in) {
    Matmul matmul(mode);
    const auto a = ToDevice(stream(), FromFloats<T>(in.a));
    const auto b = ToDevice(stream(), FromFloats<T>(in.b));
    const auto bias = ToDevice(stream(), in.bias);
    auto c = ToDevice(stream(), FromFloats<Out>(in.c));
    const bool accumulate = s.start == Start::kOld;
    if (s.layer == Layer::kForward) {
      matmul.Forward(stream(), {s.m, s.n, s.k}, a.data(), b.data(),
                     s.start == Start::kBias ? bias.data() : nullptr, accumulate, c.data());
    } else if (s.layer == Layer::kInputGradient) {
      matmul.InputGradient(stream(), {s.m, s.k, s.n}, a.data(), b.data(), accumulate, c.data());
    } else if constexpr (std::is_same_v<Out, float>) {
      matmul.WeightGradient(stream(), {s.k, s.m, s.n}, a.data(), b.data(), c.data());
    }
    return ToFloats(ToHost(stream(), c));
  }

  bool Exists(const Case& s) const {
    return s.layer != Layer::kWeightGradient ||
           (std::is_same_v<Out, float> && s.start == Start::kOld);
  }

  // The product of a case by one tile size, in arrays that other numbers surround.
  std::vector<float> Tiled(const Case& s, const Numbers& in, ProductTile tile) {
    const auto a = ToDevice(stream(), FromFloats<T>(in.a));
    const auto b = ToDevice(stream(), FromFloats<T>(in.b));
    auto c = ToDevice(stream(), FromFloats<Out>(in.c));
    Product<T, Out> p;
    p.m = s.m;
    p.n = s.n;
    p.k = s.k;
    p.a = a.data();
    p.a_transposed = s.a_transposed();
    p.b = b.data();
    p.b_transposed = s.b_transposed();
    p.accumulate = s.start == Start::kOld;
    p.c = c.data();
    FixedOrderProduct(stream(), p, tile);
    return ToFloats(ToHost(stream(), c));
  }
};

template <typename T_, typename Out_>
struct Pair {
  using T = T_;
  using Out = Out_;
};
using Types = testing::Types<Pair<float, float>, Pair<Bf16, float>, Pair<Bf16, Bf16>>;
TYPED_TEST_SUITE(MatmulCuda, Types);

TYPED_TEST(MatmulCuda, BothModesAreCloseToTheExactProduct) {
  for (const Case& s : Cases()) {
    if (!this->Exists(s)) continue;
    const Numbers in = this->In(s);
    for (const MatmulMode mode : {MatmulMode::kFixedOrder, MatmulMode::kFast}) {
      ExpectExact<typename TypeParam::Out>(s, in, this->Layered(mode, s, in));
      if (this->HasFatalFailure()) return;
    }
  }
}

TYPED_TEST(MatmulCuda, TheOrderOfThreadsChangesNoBit) {
  for (const Layer layer : {Layer::kForward, Layer::kInputGradient}) {
    const Case s = {72, 136, 200, layer, Start::kOld};
    const Numbers in = this->In(s);
    this->SameInEveryOrder([&] { return this->Layered(MatmulMode::kFixedOrder, s, in); });
  }
}

TYPED_TEST(MatmulCuda, TheTileSizeChangesNoBit) {
  for (const Layer layer : {Layer::kForward, Layer::kInputGradient, Layer::kWeightGradient}) {
    for (const Start start : {Start::kZero, Start::kOld}) {
      const Case s = {136, 264, 208, layer, start};
      const Numbers in = this->In(s);
      const auto expected = this->Tiled(s, in, ProductTile::kSmall);
      for (const ProductTile tile : {ProductTile::kLarge, ProductTile::kMedium,
                                     ProductTile::kFewRows, ProductTile::kOneRow}) {
        kernels::ExpectSameBits(expected, this->Tiled(s, in, tile),
                                s.Name() + " tile " + std::to_string(static_cast<int>(tile)));
      }
    }
  }
}

// What a decode step computes for one row is what a prefill or the trainer computes for it.
TYPED_TEST(MatmulCuda, ARowHasTheSameBitsInEveryBatch) {
  for (const auto& [n, k] : {std::array<int64_t, 2>{136, 200}, {67, 41}}) {
    const Case many = {150, n, k};
    const Numbers in = this->In(many);
    const auto together = this->Layered(MatmulMode::kFixedOrder, many, in);
    for (const int64_t rows : {1, 2, 16, 17, 64, 70}) {
      const int64_t first = 149 - rows;
      Case few = many;
      few.m = rows;
      Numbers part = in;
      part.a.assign(in.a.begin() + first * k, in.a.begin() + (first + rows) * k);
      part.c.resize(rows * n);
      const std::vector<float> expected(together.begin() + first * n,
                                        together.begin() + (first + rows) * n);
      kernels::ExpectSameBits(expected, this->Layered(MatmulMode::kFixedOrder, few, part),
                              std::to_string(rows) + " rows of " + many.Name());
    }
  }
}

TYPED_TEST(MatmulCuda, NoRowsIsNoWorkAndAnEmptySumIsTheStart) {
  for (const MatmulMode mode : {MatmulMode::kFixedOrder, MatmulMode::kFast}) {
    Matmul matmul(mode);
    const typename TypeParam::T* none = nullptr;
    typename TypeParam::Out* nowhere = nullptr;
    matmul.Forward(this->stream(), {0, 5, 3}, none, none, nullptr, false, nowhere);
    matmul.InputGradient(this->stream(), {0, 5, 3}, none, none, false, nowhere);
  }
  const Case s = {2, 3, 0, Layer::kForward, Start::kBias};
  const Numbers in = this->In(s);
  const auto bias = Rounded<typename TypeParam::Out>(in.bias);
  for (const MatmulMode mode : {MatmulMode::kFixedOrder, MatmulMode::kFast}) {
    kernels::ExpectSameBits(Joined(bias, bias), this->Layered(mode, s, in), "empty sum");
  }
}

TYPED_TEST(MatmulCuda, ABiasAndAnOldResultTogetherAreAnError) {
  Matmul matmul(MatmulMode::kFixedOrder);
  const typename TypeParam::T* none = nullptr;
  typename TypeParam::Out* nowhere = nullptr;
  const float bias = 0;
  EXPECT_THROW(matmul.Forward(this->stream(), {1, 1, 1}, none, none, &bias, true, nowhere),
               base::Error);
}

class GradientCuda : public CudaTest {};

TEST_F(GradientCuda, MicroBatchesChangeNoBit) {
  constexpr int64_t kRows = 80, kN = 40, kK = 72;
  const auto dy = kernels::TestFloats(kRows * kN, 1), x = kernels::TestFloats(kRows * kK, 2);
  const auto old = kernels::TestFloats(kN * kK, 3);
  Matmul matmul(MatmulMode::kFixedOrder);
  const auto run = [&]<typename T>(T, int64_t rows) {
    const auto device_dy = ToDevice(stream(), FromFloats<T>(dy));
    const auto device_x = ToDevice(stream(), FromFloats<T>(x));
    auto dw = ToDevice(stream(), old);
    for (int64_t t = 0; t < kRows; t += rows) {
      matmul.WeightGradient(stream(), {std::min(rows, kRows - t), kN, kK},
                            device_dy.data() + t * kN, device_x.data() + t * kK, dw.data());
    }
    return ToHost(stream(), dw);
  };
  kernels::ExpectSameBits(run(0.0f, kRows), run(0.0f, 7), "fp32");
  kernels::ExpectSameBits(run(Bf16{0}, kRows), run(Bf16{0}, 16), "bf16");
}

class Fp32MatmulCuda : public MatmulCuda<Pair<float, float>> {};

TEST_F(Fp32MatmulCuda, HasTheBitsOfTheCpu) {
  for (const Case& s : Cases()) {
    if (!Exists(s)) continue;
    const Numbers in = In(s);
    std::vector<float> expected = in.c;
    if (s.layer == Layer::kForward) {
      kernels::PackedMatrix w;
      w.Pack(in.b.data(), s.n, s.k);
      if (s.start == Start::kOld) {
        kernels::GemmPackedAccumulate(s.m, in.a.data(), s.k, w, expected.data(), s.n);
      } else {
        kernels::GemmPacked(s.m, in.a.data(), s.k, w, expected.data(), s.n,
                            s.start == Start::kBias ? in.bias.data() : nullptr);
      }
    } else {
      kernels::Gemm({.m = s.m,
                     .n = s.n,
                     .k = s.k,
                     .a = in.a.data(),
                     .a_row = s.a_transposed() ? 1 : s.k,
                     .a_col = s.a_transposed() ? s.m : 1,
                     .b = in.b.data(),
                     .ldb = s.n,
                     .c = expected.data(),
                     .ldc = s.n,
                     .accumulate = s.start == Start::kOld});
    }
    kernels::ExpectSameBits(expected, Layered(MatmulMode::kFixedOrder, s, in), s.Name());
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace r1bench::cuda
