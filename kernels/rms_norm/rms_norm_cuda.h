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

// Rows whose part of dw is summed first.
inline constexpr int64_t kRmsNormGroup = 32;

// Floats of device memory that RmsNormBackward needs to compute dw.
int64_t RmsNormBackwardWorkspace(int64_t rows, int64_t n);

//   g[j] = dy[t,j] · w[j],   s = Σ_j g[j] · x[t,j] (in the order of Σ x²)
//   dx[t,j]  = fma(-x[t,j], s · (inv³ / n), fma(g[j], inv, old)), old being dx[t,j] if
//   `accumulate`,
//              else 0
//   dw[j]   += Σ_t dy[t,j] · (x[t,j] · inv), unless dw is null; `workspace` is then overwritten
// dx may be dy. Order of dw: rows t = 0 … 31, then 32 … 63, and so on; a group's sum is computed on
// its own (in an order that depends on n and the type alone) and then added to dw. So cutting the
// rows at a multiple of 32 changes no bit. Memory moved: 3 numbers an element, 4 with `accumulate`.
template <typename T>
void RmsNormBackward(const Stream& stream, int64_t rows, int64_t n, const T* x, const float* w,
                     const float* inv_rms, const T* dy, bool accumulate, T* dx, float* dw,
                     float* workspace);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_RMS_NORM_RMS_NORM_CUDA_H_
