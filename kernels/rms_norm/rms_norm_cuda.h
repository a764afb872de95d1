// RMS normalisation on the GPU; rms_norm.h has the formulas. Raw device pointers, queued on a
// stream.
//
//   x, y, sum: [T, n] row-major, contiguous, of T_ = float or Bf16. w: [n] and inv_rms: [T] are
//   fp32.
//
// Arithmetic is fp32; a bf16 result is rounded once, at the end.
//
// Order of Σ x²: with v = 4 (fp32) or 8 (bf16) neighbours an access if v divides n, else 1, thread
// i of P takes the accesses i, i + P, i + 2P, …, ascending, one fma an element; then the block's
// sum of kernels/cuda/reduce.h. P depends on n and the type alone, so a row has the same bits in
// every batch.
//
// Fast if v divides n and the pointers are aligned to 16 bytes (an n that v divides requires it):
// a row is then read from memory once and held in registers, up to 2048 accesses. Of the memory
// moved the least is 2 numbers an element, 4 with the addition.
#ifndef R1BENCH_KERNELS_RMS_NORM_RMS_NORM_CUDA_H_
#define R1BENCH_KERNELS_RMS_NORM_RMS_NORM_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// Overwrites y (may be x) and, unless null, inv_rms (kept for the backward pass).
template <typename T>
void RmsNormForward(const Stream& stream, int64_t rows, int64_t n, float eps, const T* x,
                    const float* w, T* y, float* inv_rms);

// First adds: sum[t,j] += x[t,j], rounded to T; then the same of `sum` instead of x. The bits are
// those of the two steps one after the other. y may be x.
template <typename T>
void AddRmsNormForward(const Stream& stream, int64_t rows, int64_t n, float eps, const T* x, T* sum,
                       const float* w, T* y, float* inv_rms);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_RMS_NORM_RMS_NORM_CUDA_H_
