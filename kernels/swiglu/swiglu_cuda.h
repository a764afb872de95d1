// The gated linear unit of swiglu.h on the GPU: the same formulas and arrays, raw device pointers,
// queued on a stream. T_ = float or Bf16.
//
// Arithmetic is fp32, step by step that of the CPU: fp32 results have its bits, bf16 results those
// of the CPU on the same numbers, rounded once.
//
// Fast if n and ld are multiples of 16 bytes and the pointers are aligned to them; the bits do not
// depend on it. Memory moved, the least: 3 numbers an element forward, 5 backward. An element of
// ordinary size (2^-60 <= |gate| <= 40) takes about 30 instructions forward, 45 backward, of the
// 45 and 75 that an H200 can issue while it moves the memory of bf16.
#ifndef R1BENCH_KERNELS_SWIGLU_SWIGLU_CUDA_H_
#define R1BENCH_KERNELS_SWIGLU_SWIGLU_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// Overwrites y (may be gate or up when ld is n). ld 0 means n.
template <typename T>
void SwigluForward(const Stream& stream, int64_t rows, int64_t n, const T* gate, const T* up, T* y,
                   int64_t ld = 0);

// Overwrites dgate (may be gate) and dup (may be up), whose row stride is ld too.
template <typename T>
void SwigluBackward(const Stream& stream, int64_t rows, int64_t n, const T* gate, const T* up,
                    const T* dy, T* dgate, T* dup, int64_t ld = 0);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_SWIGLU_SWIGLU_CUDA_H_
