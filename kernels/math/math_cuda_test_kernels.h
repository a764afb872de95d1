// The functions of math_device.h over arrays, for their test.
#ifndef R1BENCH_KERNELS_MATH_MATH_CUDA_TEST_KERNELS_H_
#define R1BENCH_KERNELS_MATH_MATH_CUDA_TEST_KERNELS_H_

#include <cstdint>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

void ExpOfEach(const Stream& stream, int64_t n, const float* x, float* y);
void OnePlusExpOfEach(const Stream& stream, int64_t n, const float* x, float* y);
void LogOfEach(const Stream& stream, int64_t n, const float* x, float* y);
// QuotientInRange(x, OnePlusExpWithin40(-x)).
void SiluInRangeOfEach(const Stream& stream, int64_t n, const float* x, float* y);
void ExpDOfEach(const Stream& stream, int64_t n, const double* x, double* y);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_MATH_MATH_CUDA_TEST_KERNELS_H_
