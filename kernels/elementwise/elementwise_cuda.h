// Small memory-bound operations on whole arrays on the GPU: raw device pointers, queued on a
// stream. T_ = float or Bf16; arithmetic is fp32 and a bf16 result is rounded once, so all results
// have the bits of the CPU's operations (elementwise.h, bf16.h) on the same numbers.
//
// Fast if lengths and strides are multiples of 8 numbers and the pointers are aligned to 16 bytes;
// the bits do not depend on it. Memory moved: each number once.
#ifndef R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_CUDA_H_
#define R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// out = a + b; out may be a or b.
template <typename T>
void Add(const Stream& stream, int64_t n, const T* a, const T* b, T* out);

// y = x in the other type, rounded to bf16 or exact. (float, Bf16), (Bf16, float).
template <typename From, typename To>
void Convert(const Stream& stream, int64_t n, const From* x, To* y);

// y = x rounded to bf16, as fp32; y may be x.
void RoundToBf16(const Stream& stream, int64_t n, const float* x, float* y);

// to[t,j] = from[t,j] + bias[j] for whole rows of n; to may be from.
template <typename T>
void AddBias(const Stream& stream, int64_t rows, int64_t n, const T* from, const float* bias,
             T* to);

// sum[j] += Σ_t x[t*ld + j], t ascending (gradient of a bias). One chain of additions a column, so
// its time is that of `rows` additions (about 4 cycles each) if n is small.
template <typename T>
void ColumnSum(const Stream& stream, int64_t rows, int64_t n, const T* x, int64_t ld, float* sum);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_CUDA_H_
