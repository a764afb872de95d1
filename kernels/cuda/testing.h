// Helpers of the kernels' GPU tests. One source runs on the emulated device and, with
// --config=cuda, on the real one; without a device it skips.
//
//   class RmsNormCuda : public CudaTest {};
//   TEST_F(RmsNormCuda, ForwardAgreesWithTheCpu) {
//     const std::vector<float> y = SameInEveryOrder([&] { ... return ToHost(stream(), y); });
#ifndef R1BENCH_KERNELS_CUDA_TESTING_H_
#define R1BENCH_KERNELS_CUDA_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kernels/bf16/bf16.h"
#include "kernels/cuda/bf16.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"
#include "kernels/testing.h"
#ifndef R1_CUDA
#include "kernels/cuda/emulation/block.h"
#endif

namespace r1bench::cuda {

class CudaTest : public testing::Test {
 protected:
  void SetUp() override {
    if (DeviceCount() == 0) GTEST_SKIP() << "no CUDA device: " << WhyNoDevice();
    stream_.emplace();
  }
  void TearDown() override {
#ifndef R1_CUDA
    emulation::SetFiberOrder(emulation::FiberOrder::kForward);
#endif
  }

  const Stream& stream() const { return *stream_; }

  // The result of `compute`, which must have the same bits in every emulated order of threads and
  // blocks or, on a real device, each time.
  std::vector<float> SameInEveryOrder(const std::function<std::vector<float>()>& compute) {
    const std::vector<float> first = compute();
#ifdef R1_CUDA
    for (int i = 0; i < 3; ++i) kernels::ExpectSameBits(first, compute(), "another run");
#else
    using emulation::FiberOrder;
    emulation::SetFiberOrder(FiberOrder::kReverse);
    kernels::ExpectSameBits(first, compute(), "threads in reverse order");
    emulation::SetFiberOrder(FiberOrder::kShuffled);
    kernels::ExpectSameBits(first, compute(), "threads in random order");
    emulation::SetFiberOrder(FiberOrder::kForward);
#endif
    return first;
  }

 private:
  std::optional<Stream> stream_;
};

// Rounded to T and back.
template <typename T>
std::vector<T> FromFloats(const std::vector<float>& x);
template <>
inline std::vector<float> FromFloats<float>(const std::vector<float>& x) {
  return x;
}
template <>
inline std::vector<Bf16> FromFloats<Bf16>(const std::vector<float>& x) {
  std::vector<Bf16> out(x.size());
  std::transform(x.begin(), x.end(), out.begin(), [](float v) { return Bf16{kernels::ToBf16(v)}; });
  return out;
}

inline std::vector<float> ToFloats(std::vector<float> x) { return x; }
inline std::vector<float> ToFloats(const std::vector<Bf16>& x) {
  std::vector<float> out(x.size());
  std::transform(x.begin(), x.end(), out.begin(), [](Bf16 v) { return kernels::FromBf16(v.bits); });
  return out;
}

// What T can represent of x.
template <typename T>
std::vector<float> Rounded(const std::vector<float>& x) {
  return ToFloats(FromFloats<T>(x));
}

// Appends b to a, to return several results as one.
inline std::vector<float> Joined(std::vector<float> a, const std::vector<float>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Each element within `absolute` + `relative` * |expected|.
inline void ExpectClose(const std::vector<float>& expected, const std::vector<float>& got,
                        double absolute, double relative, const std::string& what) {
  ASSERT_EQ(expected.size(), got.size()) << what;
  for (size_t i = 0; i < got.size(); ++i) {
    const double tolerance = absolute + relative * std::fabs(expected[i]);
    ASSERT_LE(std::fabs(static_cast<double>(got[i]) - expected[i]), tolerance)
        << what << ": element " << i << " is " << got[i] << ", expected " << expected[i];
  }
}

// NaNs, for what a kernel must overwrite or not read.
inline std::vector<float> Poisoned(int64_t n) {
  return std::vector<float>(static_cast<size_t>(n), std::numeric_limits<float>::quiet_NaN());
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_TESTING_H_
