#include "kernels/swiglu/swiglu_cuda.h"

#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/swiglu/swiglu.h"

namespace r1bench::cuda {
namespace {

struct Shape {
  int64_t rows, n, ld;
  bool shifted;  // arrays begin off the 16-byte boundary
};
// With and without vectors, one part of a row and several, rows that fill no warp.
const Shape kShapes[] = {{1, 1, 2, false},       {3, 7, 14, false},        {5, 64, 128, false},
                         {4, 64, 128, true},     {2, 576, 1152, false},    {3, 1536, 3072, false},
                         {2, 2304, 4612, false}, {1, 18432, 36864, false}, {3, 4104, 8208, false}};

std::string Name(const Shape& s) {
  return std::to_string(s.rows) + " x " + std::to_string(s.n) + (s.shifted ? ", shifted" : "");
}

// The halves of a row [gate, up, padding]; padding stays NaN.
std::vector<float> Halves(const Shape& s, uint64_t seed) {
  std::vector<float> x = kernels::TestFloats(s.rows * s.ld, seed, 9.0f);
  for (int64_t t = 0; t < s.rows; ++t) {
    for (int64_t j = 2 * s.n; j < s.ld; ++j) x[t * s.ld + j] = Poisoned(1)[0];
  }
  return x;
}

// Where exponentials over- and underflow, and just inside and outside of what the fast forms take;
// whole vectors, and the first has ordinary gates alone.
const std::vector<float> kExtremes = {
    39.9f,  -39.9f,  40.0f,   -40.0f,   0x1p-60f, -0x1p-60f, 3.0f,   -3.0f,    //
    40.5f,  -40.5f,  0.0f,    -0.0f,    0x1p-61f, -0x1p-61f, 1e-40f, -1e-40f,  //
    88.73f, -88.73f, -88.25f, -88.875f, 89.5f,    -89.5f,    1e30f,  -1e30f};

template <typename T>
class SwigluCuda : public CudaTest {
 protected:
  // On the device at an offset of `shift` numbers.
  DeviceArray<T> Upload(const std::vector<float>& x, int64_t shift) {
    std::vector<float> padded = Poisoned(shift);
    padded.insert(padded.end(), x.begin(), x.end());
    return ToDevice(stream(), FromFloats<T>(padded));
  }

  std::vector<float> Forward(const Shape& s, const std::vector<float>& gate_up) {
    const int64_t shift = s.shifted ? 1 : 0;
    const auto x = Upload(gate_up, shift);
    DeviceArray<T> y(s.rows * s.n);
    const T* gate = x.data() + shift;
    SwigluForward(stream(), s.rows, s.n, gate, gate + s.n, y.data(), s.ld);
    return ToFloats(ToHost(stream(), y));
  }

  // [dgate, dup] as in gate_up; in place.
  std::vector<float> Backward(const Shape& s, const std::vector<float>& gate_up,
                              const std::vector<float>& dy) {
    const int64_t shift = s.shifted ? 1 : 0;
    auto x = Upload(gate_up, shift);
    const auto d = Upload(dy, shift);
    T* gate = x.data() + shift;
    SwigluBackward(stream(), s.rows, s.n, gate, gate + s.n, d.data() + shift, gate, gate + s.n,
                   s.ld);
    std::vector<float> got = ToFloats(ToHost(stream(), x));
    got.erase(got.begin(), got.begin() + shift);
    return got;
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(SwigluCuda, Types);

// Without what lies between the rows.
std::vector<float> WithoutPadding(const Shape& s, const std::vector<float>& x) {
  std::vector<float> out;
  for (int64_t t = 0; t < s.rows; ++t) {
    out.insert(out.end(), x.begin() + t * s.ld, x.begin() + t * s.ld + 2 * s.n);
  }
  return out;
}

TYPED_TEST(SwigluCuda, ForwardHasTheBitsOfTheCpuInEveryOrder) {
  for (const Shape& s : kShapes) {
    const std::vector<float> x = Halves(s, 1), rounded = Rounded<TypeParam>(x);
    const auto got = this->SameInEveryOrder([&] { return this->Forward(s, x); });
    std::vector<float> y(s.rows * s.n);
    kernels::SwigluForward(s.rows, s.n, rounded.data(), rounded.data() + s.n, y.data(), s.ld);
    kernels::ExpectSameBits(Rounded<TypeParam>(y), got, Name(s));
  }
}

TYPED_TEST(SwigluCuda, BackwardHasTheBitsOfTheCpuInEveryOrder) {
  for (const Shape& s : kShapes) {
    const std::vector<float> x = Halves(s, 1), dy = kernels::TestFloats(s.rows * s.n, 2);
    const auto got =
        this->SameInEveryOrder([&] { return WithoutPadding(s, this->Backward(s, x, dy)); });
    std::vector<float> expected = Rounded<TypeParam>(x);
    const std::vector<float> rounded_dy = Rounded<TypeParam>(dy);
    kernels::SwigluBackward(s.rows, s.n, expected.data(), expected.data() + s.n, rounded_dy.data(),
                            expected.data(), expected.data() + s.n, s.ld);
    kernels::ExpectSameBits(Rounded<TypeParam>(WithoutPadding(s, expected)), got, Name(s));
  }
}

TYPED_TEST(SwigluCuda, ExtremeGatesHaveTheBitsOfTheCpu) {
  std::vector<float> x = kExtremes;
  const int64_t n = static_cast<int64_t>(x.size());
  x.resize(2 * n, 0.75f);
  const Shape s = {1, n, 2 * n, false};
  const std::vector<float> rounded = Rounded<TypeParam>(x), dy(n, -0.5f);
  std::vector<float> y(n), d = rounded;
  kernels::SwigluForward(1, n, rounded.data(), rounded.data() + n, y.data());
  kernels::ExpectSameBits(Rounded<TypeParam>(y), this->Forward(s, x), "forward");
  kernels::SwigluBackward(1, n, d.data(), d.data() + n, dy.data(), d.data(), d.data() + n);
  kernels::ExpectSameBits(Rounded<TypeParam>(d), this->Backward(s, x, dy), "backward");
}

TYPED_TEST(SwigluCuda, ANaNStaysOneAndNoRowsIsNoWork) {
  const std::vector<float> x = {Poisoned(1)[0], 1.0f, 2.0f, 3.0f};
  const Shape s = {1, 2, 4, false};
  const std::vector<float> y = this->Forward(s, x), d = this->Backward(s, x, {1.0f, 1.0f});
  EXPECT_TRUE(std::isnan(y[0]) && std::isnan(d[0]) && std::isnan(d[2]));
  EXPECT_TRUE(std::isfinite(y[1]) && std::isfinite(d[1]) && std::isfinite(d[3]));
  SwigluForward<TypeParam>(this->stream(), 0, 8, nullptr, nullptr, nullptr);
  SwigluBackward<TypeParam>(this->stream(), 0, 8, nullptr, nullptr, nullptr, nullptr, nullptr);
}

}  // namespace
}  // namespace r1bench::cuda
