#include "kernels/cuda/cuda.h"
#include "kernels/math/math_cuda_test_kernels.h"
#include "kernels/math/math_device.h"

namespace r1bench::cuda {
namespace {

struct ExpOf {
  __device__ __forceinline__ float operator()(float x) const { return Exp(x); }
};
struct OnePlusExpOf {
  __device__ __forceinline__ float operator()(float x) const { return OnePlusExp(x); }
};
struct LogOf {
  __device__ __forceinline__ float operator()(float x) const { return Log(x); }
};
struct SiluInRangeOf {
  __device__ __forceinline__ float operator()(float x) const {
    return QuotientInRange(x, OnePlusExpWithin40(-x));
  }
};
struct ExpDOf {
  __device__ __forceinline__ double operator()(double x) const { return ExpD(x); }
};

template <typename Function, typename T>
__global__ void EachKernel(int64_t n, const T* x, T* y) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < n) y[i] = Function()(x[i]);
}

template <typename Function, typename T>
void Run(const Stream& stream, int64_t n, const T* x, T* y) {
  const dim3 grid(static_cast<unsigned>((n + 127) / 128));
  Launch<EachKernel<Function, T>>(grid, dim3(128), 0, stream, n, x, y);
}

}  // namespace

void ExpOfEach(const Stream& stream, int64_t n, const float* x, float* y) {
  Run<ExpOf>(stream, n, x, y);
}
void OnePlusExpOfEach(const Stream& stream, int64_t n, const float* x, float* y) {
  Run<OnePlusExpOf>(stream, n, x, y);
}
void LogOfEach(const Stream& stream, int64_t n, const float* x, float* y) {
  Run<LogOf>(stream, n, x, y);
}
void SiluInRangeOfEach(const Stream& stream, int64_t n, const float* x, float* y) {
  Run<SiluInRangeOf>(stream, n, x, y);
}
void ExpDOfEach(const Stream& stream, int64_t n, const double* x, double* y) {
  Run<ExpDOf>(stream, n, x, y);
}

}  // namespace r1bench::cuda
