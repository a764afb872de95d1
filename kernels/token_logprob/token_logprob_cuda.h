// The language-model head fused with log-probability and entropy, forward and backward, on the GPU.
//
//   logits = hidden · weight^T,  and of them kernels/softmax: logp[t] of targets[t], entropy[t]
//
// There is no [rows, vocabulary] array: logits exist for a chunk of the vocabulary, at most 32 MiB
// of them (or 512 columns), so that they stay in the L2 cache between the product that makes them
// and the kernel that reduces them to 12 bytes a row and block of 512. The backward pass makes each
// chunk again, turns it into its gradient and multiplies that into dhidden and dweight.
//
// With MatmulMode::kFixedOrder a row's statistics have the same bits in every batch, and those that
// kernels/sampling records for the row when it draws from the logits of that product; in fp32 they
// are the CPU's. The chunk size changes no bit there. Neither do micro-batches in the gradients,
// with WeightGradient's condition (gemm_cuda.h).
//
// FLOPs: 2·rows·V·D forward, 3 times that backward. T is float or Bf16: of hidden, weight and, in
// the backward pass's products, the logits' gradient. All pointers are to device memory.
#ifndef R1BENCH_KERNELS_TOKEN_LOGPROB_TOKEN_LOGPROB_CUDA_H_
#define R1BENCH_KERNELS_TOKEN_LOGPROB_TOKEN_LOGPROB_CUDA_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {

struct HeadShape {
  int64_t rows = 0;
  int64_t vocab = 0;
  int64_t hidden = 0;
};

template <typename T>
struct TokenLogprobInput {
  HeadShape shape;
  const T* hidden = nullptr;                // [rows, D], after the final norm
  const T* weight = nullptr;                // [V, D]
  const float* inv_temperatures = nullptr;  // [rows]
  const int32_t* targets = nullptr;         // [rows]: a token below V, or -1 for none
};

// Bytes of device memory that either pass needs. `columns`: of a chunk, a multiple of 512; 0: as
// said above.
template <typename T>
int64_t TokenLogprobWorkspaceBytes(const HeadShape& shape, int64_t columns = 0);

// stats [rows]; logp is 0 where there is no target.
template <typename T>
void TokenLogprobForward(const Stream& stream, Matmul& matmul, const TokenLogprobInput<T>& in,
                         void* workspace, kernels::TokenStats* stats, int64_t columns = 0);

// From dlogp[t] = dL/d logp[t] and the stats of the same rows: adds to dhidden [rows, D] and to
// dweight [V, D].
template <typename T>
void TokenLogprobBackward(const Stream& stream, Matmul& matmul, const TokenLogprobInput<T>& in,
                          const kernels::TokenStats* stats, const float* dlogp, void* workspace,
                          float* dhidden, float* dweight, int64_t columns = 0);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_TOKEN_LOGPROB_TOKEN_LOGPROB_CUDA_H_
