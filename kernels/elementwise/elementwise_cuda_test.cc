#include "kernels/elementwise/elementwise_cuda.h"

#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/elementwise/elementwise.h"

namespace r1bench::cuda {
namespace {

const int64_t kSizes[] = {1, 7, 8, 13, 1000, 4096, 4099, 10007};

// What the conversions to bf16 treat in their own way.
std::vector<float> WithSpecials(std::vector<float> x) {
  const std::vector<float> specials = {0.0f,    -0.0f,    1e-40f,      -1e-40f,    1e38f,
                                       3.4e38f, -3.4e38f, 1.00390625f, 1.01171875f};
  for (size_t i = 0; i < x.size() && i < specials.size(); ++i) x[i] = specials[i];
  return x;
}

template <typename T>
class ElementwiseCuda : public CudaTest {};
using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(ElementwiseCuda, Types);

TYPED_TEST(ElementwiseCuda, AddHasTheBitsOfTheCpu) {
  using T = TypeParam;
  for (const int64_t n : kSizes) {
    for (const int64_t shift : {0, 1}) {
      const std::vector<float> a = kernels::TestFloats(n, 1), b = kernels::TestFloats(n, 2);
      const auto got = this->SameInEveryOrder([&] {
        DeviceArray<T> x(n + shift), y(n + shift);
        const std::vector<T> host_a = FromFloats<T>(a), host_b = FromFloats<T>(b);
        CopyToDevice(this->stream(), host_a.data(), n, x.data() + shift);
        CopyToDevice(this->stream(), host_b.data(), n, y.data() + shift);
        Add(this->stream(), n, x.data() + shift, y.data() + shift, x.data() + shift);
        std::vector<float> all = ToFloats(ToHost(this->stream(), x));
        return std::vector<float>(all.begin() + shift, all.end());
      });
      std::vector<float> sum(n);
      kernels::Add(n, Rounded<T>(a).data(), Rounded<T>(b).data(), sum.data());
      kernels::ExpectSameBits(Rounded<T>(sum), got, std::to_string(n));
    }
  }
}

TYPED_TEST(ElementwiseCuda, AddBiasAddsItToEachRow) {
  using T = TypeParam;
  for (const int64_t n : {1, 7, 64, 576, 2056, 3001}) {
    const int64_t rows = 3;
    const std::vector<float> x = kernels::TestFloats(rows * n, 1), bias = kernels::TestFloats(n, 2);
    const auto got = this->SameInEveryOrder([&] {
      auto to = ToDevice(this->stream(), FromFloats<T>(x));
      const auto added = ToDevice(this->stream(), bias);
      AddBias(this->stream(), rows, n, to.data(), added.data(), to.data());
      return ToFloats(ToHost(this->stream(), to));
    });
    std::vector<float> expected = Rounded<T>(x);
    for (int64_t i = 0; i < rows * n; ++i) expected[i] += bias[i % n];
    kernels::ExpectSameBits(Rounded<T>(expected), got, std::to_string(n));
  }
}

TYPED_TEST(ElementwiseCuda, ColumnSumAddsRowsInOrder) {
  using T = TypeParam;
  struct Shape {
    int64_t rows, n, ld;
  };
  for (const Shape& s :
       {Shape{1, 1, 1}, Shape{64, 32, 40}, Shape{65, 33, 33}, Shape{300, 45, 50}}) {
    const std::vector<float> x = kernels::TestFloats(s.rows * s.ld, 1);
    const std::vector<float> old = kernels::TestFloats(s.n, 2);
    const auto got = this->SameInEveryOrder([&] {
      const auto from = ToDevice(this->stream(), FromFloats<T>(x));
      auto sum = ToDevice(this->stream(), old);
      ColumnSum(this->stream(), s.rows, s.n, from.data(), s.ld, sum.data());
      return ToHost(this->stream(), sum);
    });
    std::vector<float> expected = old;
    kernels::ColumnSum(s.rows, s.n, Rounded<T>(x).data(), s.ld, expected.data());
    kernels::ExpectSameBits(expected, got, std::to_string(s.rows));
  }
}

TYPED_TEST(ElementwiseCuda, NothingIsNoWork) {
  using T = TypeParam;
  Add<T>(this->stream(), 0, nullptr, nullptr, nullptr);
  AddBias<T>(this->stream(), 0, 8, nullptr, nullptr, nullptr);
  ColumnSum<T>(this->stream(), 0, 8, nullptr, 8, nullptr);
}

class ConvertCuda : public CudaTest {};

TEST_F(ConvertCuda, RoundsAsTheCpu) {
  for (const int64_t n : kSizes) {
    const std::vector<float> x = WithSpecials(kernels::TestFloats(n, 1));
    const auto from = ToDevice(stream(), x);
    DeviceArray<Bf16> bf16(n);
    DeviceArray<float> rounded(n), back(n);
    Convert(stream(), n, from.data(), bf16.data());
    Convert(stream(), n, bf16.data(), back.data());
    RoundToBf16(stream(), n, from.data(), rounded.data());
    const std::vector<float> expected = Rounded<Bf16>(x);
    kernels::ExpectSameBits(expected, ToFloats(ToHost(stream(), bf16)), "to bf16");
    kernels::ExpectSameBits(expected, ToHost(stream(), back), "and back");
    kernels::ExpectSameBits(expected, ToHost(stream(), rounded), "rounded");
  }
}

}  // namespace
}  // namespace r1bench::cuda
