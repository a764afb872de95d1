// Token embedding on the GPU, and rows picked from and added to an array: raw device pointers,
// queued on a stream. Results have the bits of the CPU (embedding.h).
//
// Fast if n is a multiple of 8 and the pointers are aligned to 16 bytes; the bits do not depend on
// it.
#ifndef R1BENCH_KERNELS_EMBEDDING_EMBEDDING_CUDA_H_
#define R1BENCH_KERNELS_EMBEDDING_EMBEDDING_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// out[i,:] = table[rows[i],:] for i < count, rounded to To; rows of n. With tokens for `rows` the
// forward pass of the embedding. (float, float), (float, Bf16), (Bf16, Bf16), (Bf16, float).
template <typename From, typename To>
void GatherRows(const Stream& stream, int64_t count, int64_t n, const int32_t* rows,
                const From* table, To* out);

// out[rows[i],:] += from[i,:], rounded to T; no row twice. T_ = float or Bf16.
template <typename T>
void AddToRows(const Stream& stream, int64_t count, int64_t n, const int32_t* rows, const T* from,
               T* out);

// Bytes of device memory that EmbeddingBackward needs.
int64_t EmbeddingBackwardWorkspaceBytes(int64_t count);

// dtable[tokens[t],:] += dout[t,:] for t < count, t ascending for each token. T_ = float or Bf16.
// Overwrites `workspace` (aligned to 4 bytes). Memory moved: dout once, each row of dtable that a
// token names once in and once out. Before that the tokens are put in order by counting for each
// one those before it: count² comparisons, 20 µs for 8192 tokens and 1 ms for 65536 by estimate.
template <typename T>
void EmbeddingBackward(const Stream& stream, int64_t count, int64_t n, const int32_t* tokens,
                       const T* dout, float* dtable, void* workspace);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_EMBEDDING_EMBEDDING_CUDA_H_
