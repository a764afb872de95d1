#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/math/math.h"
#include "kernels/math/math_cuda_test_kernels.h"

namespace r1bench::cuda {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

class MathCuda : public CudaTest {};

// Every 2^15-th float (both signs, subnormals, infinities and NaNs among them) and the exponents
// that results are made of.
std::vector<float> Arguments() {
  std::vector<float> x = {0.0f,         -0.0f,        kInfinity,    -kInfinity,    88.72283f,
                          88.722839f,   88.72284f,    88.9f,        89.0f,         89.1f,
                          -16.635532f,  -17.328680f,  -40.0f,       -40.1f,        -87.33654f,
                          -103.972084f, -103.972076f, -103.278929f, 0x1.62e43p-1f, -0x1.62e43p-2f};
  for (uint32_t bits = 0; bits < 0xffff8000u; bits += 0x8001u) {
    x.push_back(__builtin_bit_cast(float, bits));
  }
  for (float t = -110.0f; t < 92.0f; t += 0.0371f) x.push_back(t);
  return x;
}

TEST_F(MathCuda, ExpHasTheBitsOfTheCpu) {
  const std::vector<float> x = Arguments();
  std::vector<float> expected;
  for (const float v : x) expected.push_back(kernels::Exp(v));
  const auto from = ToDevice(stream(), x);
  DeviceArray<float> to(from.size());
  ExpOfEach(stream(), from.size(), from.data(), to.data());
  const std::vector<float> got = ToHost(stream(), to);
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i])) {
      ASSERT_TRUE(std::isnan(got[i])) << i;
    } else {
      ASSERT_EQ(std::memcmp(&expected[i], &got[i], sizeof(float)), 0) << x[i];
    }
  }
}

TEST_F(MathCuda, LogHasTheBitsOfTheCpu) {
  const std::vector<float> x = Arguments();
  const auto from = ToDevice(stream(), x);
  DeviceArray<float> to(from.size());
  LogOfEach(stream(), from.size(), from.data(), to.data());
  const std::vector<float> got = ToHost(stream(), to);
  for (size_t i = 0; i < x.size(); ++i) {
    const float expected = kernels::Log(x[i]);
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(got[i])) << x[i];
    } else {
      ASSERT_EQ(std::memcmp(&expected, &got[i], sizeof(float)), 0) << x[i];
    }
  }
}

TEST_F(MathCuda, OnePlusExpHasTheBitsOfTheCpuForNumbers) {
  std::vector<float> x, expected;
  for (const float v : Arguments()) {
    if (std::isnan(v)) continue;
    x.push_back(v);
    expected.push_back(1.0f + kernels::Exp(v));
  }
  const auto from = ToDevice(stream(), x);
  DeviceArray<float> to(from.size());
  OnePlusExpOfEach(stream(), from.size(), from.data(), to.data());
  kernels::ExpectSameBits(expected, ToHost(stream(), to), "1 + exp(x)");
}

// On a real device this is what shows that its reciprocal is good enough.
TEST_F(MathCuda, TheQuotientInRangeIsCorrectlyRounded) {
  std::vector<float> x = kernels::TestFloats(100'000, 1, 40.0f), expected;
  for (int e = -60; e < 5; ++e) {
    for (const float v : kernels::TestFloats(50, 100 + e)) x.push_back(std::ldexp(1.0f + v / 2, e));
  }
  x.insert(x.end(), {0x1p-60f, -0x1p-60f, 40.0f, -40.0f});
  std::erase_if(x, [](float v) { return std::fabs(v) < 0x1p-60f; });
  for (const float v : x) expected.push_back(v / (1.0f + kernels::Exp(-v)));
  const auto from = ToDevice(stream(), x);
  DeviceArray<float> to(from.size());
  SiluInRangeOfEach(stream(), from.size(), from.data(), to.data());
  kernels::ExpectSameBits(expected, ToHost(stream(), to), "x / (1 + exp(-x))");
}

TEST_F(MathCuda, ExpDHasTheBitsOfTheCpu) {
  std::vector<double> x = {0.0, -0.0, 709.78, 709.79, 710.0, 711.0, -708.4, -745.0, -746.0, -1e300};
  for (const float v : Arguments()) x.push_back(v);
  for (double t = -750.0; t < 715.0; t += 0.1237) x.push_back(t);
  const auto from = ToDevice(stream(), x);
  DeviceArray<double> to(from.size());
  ExpDOfEach(stream(), from.size(), from.data(), to.data());
  const std::vector<double> got = ToHost(stream(), to);
  for (size_t i = 0; i < x.size(); ++i) {
    const double expected = kernels::ExpD(x[i]);
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(got[i])) << i;
    } else {
      ASSERT_EQ(std::memcmp(&expected, &got[i], sizeof(double)), 0) << x[i];
    }
  }
}

}  // namespace
}  // namespace r1bench::cuda
