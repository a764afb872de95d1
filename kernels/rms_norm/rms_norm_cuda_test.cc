#include "kernels/rms_norm/rms_norm_cuda.h"

#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/rms_norm/rms_norm.h"

namespace r1bench::cuda {
namespace {

constexpr float kEps = 1e-5f;

struct Shape {
  int64_t rows, n;
};
// One of each kernel and width, rows that fill no warp, and odd rows.
const Shape kShapes[] = {{1, 1},   {3, 7},    {2, 8},    {5, 64},   {3, 200},  {4, 576},
                         {2, 640}, {2, 1536}, {3, 4096}, {2, 5000}, {1, 7168}, {1, 20000}};

std::string Name(const Shape& s) { return std::to_string(s.rows) + " x " + std::to_string(s.n); }

struct Numbers {
  Numbers(const Shape& s)
      : x(kernels::TestFloats(s.rows * s.n, 1, 3.0f)),
        sum(kernels::TestFloats(s.rows * s.n, 2, 3.0f)),
        w(kernels::TestFloats(s.n, 3)) {}
  std::vector<float> x, sum, w;
};

struct BackwardNumbers {
  BackwardNumbers(const Shape& s)
      : x(kernels::TestFloats(s.rows * s.n, 1, 3.0f)),
        w(kernels::TestFloats(s.n, 2)),
        inv(kernels::TestFloats(s.rows, 3)),
        dy(kernels::TestFloats(s.rows * s.n, 4)),
        dx(kernels::TestFloats(s.rows * s.n, 5)),
        dw(kernels::TestFloats(s.n, 6)) {}
  std::vector<float> x, w, inv, dy, dx, dw;
};

template <typename T>
class RmsNormCuda : public CudaTest {
 protected:
  // dx, then dw; at most `rows` rows a call.
  std::vector<float> Backward(const Shape& s, const BackwardNumbers& in, bool accumulate,
                              int64_t rows) {
    const auto x = ToDevice(stream(), FromFloats<T>(in.x));
    const auto w = ToDevice(stream(), in.w), inv = ToDevice(stream(), in.inv);
    const auto dy = ToDevice(stream(), FromFloats<T>(in.dy));
    auto dx = ToDevice(stream(), FromFloats<T>(accumulate ? in.dx : Poisoned(s.rows * s.n)));
    auto dw = ToDevice(stream(), in.dw);
    DeviceArray<float> workspace(RmsNormBackwardWorkspace(s.rows, s.n));
    for (int64_t t = 0; t < s.rows; t += rows) {
      const int64_t at = t * s.n;
      RmsNormBackward(stream(), std::min(rows, s.rows - t), s.n, x.data() + at, w.data(),
                      inv.data() + t, dy.data() + at, accumulate, dx.data() + at, dw.data(),
                      workspace.data());
    }
    return Joined(ToFloats(ToHost(stream(), dx)), ToHost(stream(), dw));
  }

  // y, then inv_rms.
  std::vector<float> Forward(const Shape& s, const Numbers& in) {
    const auto x = ToDevice(stream(), FromFloats<T>(in.x));
    const auto w = ToDevice(stream(), in.w);
    DeviceArray<T> y(x.size());
    DeviceArray<float> inv(s.rows);
    RmsNormForward(stream(), s.rows, s.n, kEps, x.data(), w.data(), y.data(), inv.data());
    return Joined(ToFloats(ToHost(stream(), y)), ToHost(stream(), inv));
  }

  // sum, then y, then inv_rms; in place (y is x).
  std::vector<float> AddForward(const Shape& s, const Numbers& in) {
    auto x = ToDevice(stream(), FromFloats<T>(in.x));
    auto sum = ToDevice(stream(), FromFloats<T>(in.sum));
    const auto w = ToDevice(stream(), in.w);
    DeviceArray<float> inv(s.rows);
    AddRmsNormForward(stream(), s.rows, s.n, kEps, x.data(), sum.data(), w.data(), x.data(),
                      inv.data());
    return Joined(Joined(ToFloats(ToHost(stream(), sum)), ToFloats(ToHost(stream(), x))),
                  ToHost(stream(), inv));
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(RmsNormCuda, Types);

// fp32 differs from the CPU by the order of a sum; bf16 adds one rounding of the result.
template <typename T>
constexpr double kRelative = std::is_same_v<T, float> ? 2e-6 : 1.0 / 256 + 2e-6;

TYPED_TEST(RmsNormCuda, ForwardAgreesWithTheCpuInEveryOrder) {
  for (const Shape& s : kShapes) {
    Numbers in(s);
    const auto got = this->SameInEveryOrder([&] { return this->Forward(s, in); });
    in.x = Rounded<TypeParam>(in.x);
    std::vector<float> y(in.x.size()), inv(s.rows);
    kernels::RmsNormForward(s.rows, s.n, kEps, in.x.data(), in.w.data(), y.data(), inv.data());
    ExpectClose(Joined(y, inv), got, 1e-30, kRelative<TypeParam>, Name(s));
  }
}

TYPED_TEST(RmsNormCuda, TheFusedAdditionHasTheBitsOfTwoSteps) {
  for (const Shape& s : kShapes) {
    Numbers in(s);
    const auto got = this->SameInEveryOrder([&] { return this->AddForward(s, in); });
    in.x = Rounded<TypeParam>(in.x);
    in.sum = Rounded<TypeParam>(in.sum);
    for (size_t i = 0; i < in.x.size(); ++i) in.x[i] += in.sum[i];
    in.x = Rounded<TypeParam>(in.x);
    kernels::ExpectSameBits(Joined(in.x, this->Forward(s, in)), got, Name(s));
  }
}

TYPED_TEST(RmsNormCuda, ARowHasTheSameBitsInEveryBatch) {
  for (const int64_t n : {64, 576, 1001}) {
    const Shape many = {9, n}, one = {1, n};
    Numbers in(many);
    const std::vector<float> together = this->Forward(many, in);
    for (int64_t t = 0; t < many.rows; ++t) {
      Numbers alone = in;
      alone.x.assign(in.x.begin() + t * n, in.x.begin() + (t + 1) * n);
      std::vector<float> expected(together.begin() + t * n, together.begin() + (t + 1) * n);
      expected.push_back(together[many.rows * n + t]);
      kernels::ExpectSameBits(expected, this->Forward(one, alone), std::to_string(t));
    }
  }
}

// Rows that fill no group, one group and more than one.
const Shape kBackwardShapes[] = {{1, 1},    {3, 7},    {33, 64},  {70, 200},  {32, 576}, {5, 1536},
                                 {3, 4096}, {2, 5000}, {35, 101}, {34, 1024}, {1, 20000}};

TYPED_TEST(RmsNormCuda, BackwardAgreesWithTheCpuInEveryOrder) {
  for (const Shape& s : kBackwardShapes) {
    for (const bool accumulate : {false, true}) {
      BackwardNumbers in(s);
      const auto got =
          this->SameInEveryOrder([&] { return this->Backward(s, in, accumulate, s.rows); });
      in.x = Rounded<TypeParam>(in.x);
      in.dy = Rounded<TypeParam>(in.dy);
      in.dx = Rounded<TypeParam>(in.dx);
      if (!accumulate) std::fill(in.dx.begin(), in.dx.end(), 0.0f);
      kernels::RmsNormBackward(s.rows, s.n, in.x.data(), in.w.data(), in.inv.data(), in.dy.data(),
                               in.dx.data(), in.dw.data());
      const std::string name = Name(s) + (accumulate ? ", accumulated" : "");
      const int64_t size = s.rows * s.n;
      // As kRelative says; and differences of numbers up to 9 may cancel.
      const auto rows = std::vector<float>(got.begin(), got.begin() + size);
      ExpectClose(in.dx, rows, 4e-6, kRelative<TypeParam>, name);
      const auto weights = std::vector<float>(got.begin() + size, got.end());
      ExpectClose(in.dw, weights, 1e-6 * std::sqrt(s.rows), 2e-6, name);
    }
  }
}

TYPED_TEST(RmsNormCuda, CuttingTheRowsBetweenGroupsChangesNoBitOfTheGradients) {
  for (const int64_t n : {64, 576, 101}) {
    const Shape s = {100, n};
    const BackwardNumbers in(s);
    kernels::ExpectSameBits(this->Backward(s, in, false, s.rows), this->Backward(s, in, false, 64),
                            std::to_string(n));
  }
}

TYPED_TEST(RmsNormCuda, TheWeightGradientIsOptional) {
  const Shape s = {3, 16};
  const BackwardNumbers in(s);
  const auto x = ToDevice(this->stream(), FromFloats<TypeParam>(in.x));
  const auto w = ToDevice(this->stream(), in.w), inv = ToDevice(this->stream(), in.inv);
  auto dy = ToDevice(this->stream(), FromFloats<TypeParam>(in.dy));
  const std::vector<float> expected = this->Backward(s, in, false, s.rows);
  RmsNormBackward<TypeParam>(this->stream(), s.rows, s.n, x.data(), w.data(), inv.data(), dy.data(),
                             false, dy.data(), nullptr, nullptr);
  kernels::ExpectSameBits({expected.begin(), expected.begin() + s.rows * s.n},
                          ToFloats(ToHost(this->stream(), dy)), "dx in place of dy");
}

TYPED_TEST(RmsNormCuda, NoRowsIsNoWorkAndTheInverseIsOptional) {
  RmsNormForward<TypeParam>(this->stream(), 0, 8, kEps, nullptr, nullptr, nullptr, nullptr);
  const auto x = ToDevice(this->stream(), FromFloats<TypeParam>({3, 4}));
  const auto w = ToDevice(this->stream(), std::vector<float>{1, 1});
  DeviceArray<TypeParam> y(2);
  RmsNormForward<TypeParam>(this->stream(), 1, 2, 0.0f, x.data(), w.data(), y.data(), nullptr);
  const std::vector<float> got = ToFloats(ToHost(this->stream(), y));
  EXPECT_NEAR(got[0], 3 / std::sqrt(12.5), 3e-3);
  EXPECT_NEAR(got[1], 4 / std::sqrt(12.5), 3e-3);
}

}  // namespace
}  // namespace r1bench::cuda
