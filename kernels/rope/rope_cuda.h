// The rotary embedding of rope.h on the GPU: raw device pointers, queued on a stream.
//
// The table is the CPU's, copied to the device (RopeTable::cos and sin), so nothing here depends on
// a sine of the device. Arithmetic is fp32 in the CPU's order: fp32 results have the CPU's bits,
// bf16 results those of the CPU on the same numbers, rounded once.
//
// A block a row: a thread keeps the sines and cosines of its features and goes over the heads.
// Fast if head_dim/2 and row_stride are multiples of 16 bytes and the pointers are aligned to them;
// the bits do not depend on it. Memory moved: each number once in and once out.
#ifndef R1BENCH_KERNELS_ROPE_ROPE_CUDA_H_
#define R1BENCH_KERNELS_ROPE_ROPE_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// Rotates in place n_heads consecutive heads (each of head_dim numbers, even) of `rows` rows: head
// h of row t starts at x + t*row_stride + h*head_dim and has position positions[t], which must be
// one of the table's. cos, sin: [positions][head_dim/2]. inverse: by the negative angle, the
// backward pass. T_ = float or Bf16.
template <typename T>
void RopeApply(const Stream& stream, int64_t rows, int64_t n_heads, int64_t head_dim,
               int64_t row_stride, const int32_t* positions, const float* cos, const float* sin,
               T* x, bool inverse);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ROPE_ROPE_CUDA_H_
