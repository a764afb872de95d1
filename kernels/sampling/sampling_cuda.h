// Choosing the next tokens from logits on the GPU: the rule of model/sampler.h.
//
// The uniform number of a row is base/rng.h's, a function of (seed, request, sample, position). For
// equal logits the token, its log-probability, the entropy and the log-sum-exp have the CPU's bits:
// every sum is taken in the CPU's order, in parallel only where that cannot change it. One case is
// excepted: where top-k or top-p ends among more than 2048 tokens within 1/32 nat, their weights
// are summed without rounding, the CPU's with; tokens differ if the end falls into that difference,
// of a relative 1e-15 at most, and only if it lies more than about 17 nats below the best logit.
//
// Cost: without truncation one pass over the logits (kernels/softmax's partial sums), then the one
// block of 512 from which the token comes. top_k adds three passes, top_p three; nothing is sorted
// but the at most 2048 tokens among which a list ends.
#ifndef R1BENCH_KERNELS_SAMPLING_SAMPLING_CUDA_H_
#define R1BENCH_KERNELS_SAMPLING_SAMPLING_CUDA_H_

#include <cstdint>

#include "kernels/cuda/runtime.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {

// What stays the same while a completion grows.
struct SampleSettings {
  uint64_t seed = 0;
  uint64_t request = 0;
  int32_t sample = 0;
  int32_t top_k = 0;         // 0: all
  float top_p = 1.0f;        // 1: all
  float temperature = 1.0f;  // > 0
  int32_t greedy = 0;        // not 0: the most likely token; top_k and top_p are not used
};

struct SampleInput {
  int64_t rows = 0;
  int64_t vocab = 0;
  const float* logits = nullptr;             // [rows, vocab]
  const SampleSettings* settings = nullptr;  // [rows]
  const int64_t* positions = nullptr;        // [rows]: of the new token, a forced prefix counted
  // Whether a row may have top_k or top_p. Without it such rows get the token -1.
  bool truncated = true;
};

int64_t SampleWorkspaceBytes(int64_t rows, int64_t vocab);

// tokens[t] and its stats (logp at the row's temperature, before top_k and top_p). A row whose
// logits are bad (NaN, +inf, no token allowed) gets the token -1. All pointers are to device
// memory; only the arrays' contents may differ from launch to launch of a captured graph.
void SampleTokens(const Stream& stream, const SampleInput& in, void* workspace, int32_t* tokens,
                  kernels::TokenStats* stats);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_SAMPLING_SAMPLING_CUDA_H_
