// Log-probability of given tokens, entropy and their gradient, from logits on the GPU. softmax.h
// has the formulas and the order of every sum; the results have the CPU's bits.
//
// All pointers are to device memory. Logits are fp32, a chunk [rows, n] of the columns [first,
// first + n) of the vocabulary at a time, row stride ld; `first` is a multiple of 512.
#ifndef R1BENCH_KERNELS_SOFTMAX_SOFTMAX_CUDA_H_
#define R1BENCH_KERNELS_SOFTMAX_SOFTMAX_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {

inline int64_t VocabBlocks(int64_t vocab) {
  return (vocab + kernels::kVocabBlock - 1) / kernels::kVocabBlock;
}

struct LogitChunk {
  int64_t rows = 0;
  int64_t first = 0;  // column of the vocabulary
  int64_t n = 0;
  const float* logits = nullptr;
  int64_t ld = 0;
  const float* inv_temperatures = nullptr;  // [rows]
};

// partials[t * blocks + first / 512 + b] for the blocks b of the chunk; blocks: those of the whole
// vocabulary. Unless null, targets[t] (a token, or -1) sets z[t], its logit · inv_temperature, if
// it lies in the chunk.
//
// A row's block is 16 lanes', which hold it in registers: 4 bytes a logit are read, 12 a block
// written.
void BlockPartials(const Stream& stream, const LogitChunk& chunk, int64_t blocks,
                   kernels::SoftmaxPartial* partials, const int32_t* targets, float* z);

// stats[t] from all blocks of a row; logp is z[t] - lse where targets[t] >= 0, else 0 (null: no
// targets). A warp a row.
void MergeStats(const Stream& stream, int64_t rows, int64_t blocks,
                const kernels::SoftmaxPartial* partials, const int32_t* targets, const float* z,
                kernels::TokenStats* stats);

// The chunk's gradient, rounded to T; dlogits [rows, n] has row stride n and may be the logits if T
// is float and ld is n.
//   dlogits[t,v] = (dlogp[t] · inv_temperature[t]) · ([v = target] - Exp(z[t,v] - lse[t]))
template <typename T>
void LogSoftmaxBackward(const Stream& stream, const LogitChunk& chunk, const int32_t* targets,
                        const kernels::TokenStats* stats, const float* dlogp, T* dlogits);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_SOFTMAX_SOFTMAX_CUDA_H_
