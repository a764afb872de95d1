// The policy objective of train/policy_loss.h (formulas and sources there) and its derivative by
// the log-probabilities, on the GPU: raw device pointers, queued on a stream.
//
// Arithmetic is double, step by step that of the CPU, with the same exponential: dlogp has the
// CPU's bits. The sums agree with the CPU's running sums to rounding; their order depends on the
// number of tokens alone: thread i of 256 takes the tokens 4i … 4i+3 of each 1024, four times, then
// butterflies over lanes and warps give one part for each 4096 tokens; thread i of 256 adds the
// parts i, i + 256, … ascending, and so on.
//
// A token is read once: 20 bytes with reference and entropy, 1 with a mask; 4 are written. It takes
// about 80 double operations with a reference, 45 without; an H200 does about 80 in the time of its
// memory. Fast if the pointers are aligned to 16 bytes; the bits do not depend on it.
#ifndef R1BENCH_KERNELS_POLICY_LOSS_POLICY_LOSS_CUDA_H_
#define R1BENCH_KERNELS_POLICY_LOSS_POLICY_LOSS_CUDA_H_

#include <cstdint>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

struct PolicyLossOptions {
  double clip_low = 0.2;
  double clip_high = 0.2;
  double dual_clip = 0;        // above 1; 0: off
  double log_ratio_clamp = 0;  // 0: off
  double kl_coefficient = 0;
};

// One micro-batch: whole answers, their tokens one after the other. Arrays are on the device.
struct PolicyTokens {
  int64_t tokens = 0;                  // T
  int64_t answers = 0;                 // S
  const int32_t* cu_tokens = nullptr;  // [S+1], ascending from 0 to T
  const double* weight = nullptr;      // [S], of each token of the answer: the aggregation
  const float* logp = nullptr;         // [T] under the weights being trained
  const float* old_logp = nullptr;     // [T] under the weights that sampled
  const float* ref_logp = nullptr;     // [T] under the reference; not read if kl_coefficient is 0
  const float* advantage = nullptr;    // [T]
  const float* entropy = nullptr;      // [T], or null
  const uint8_t* mask = nullptr;       // [T] 1: in the loss; null: all are
};

// Sums over the tokens in the loss, named as in train/policy_loss.h.
struct PolicySums {
  double tokens, loss, ratio, clipped_low, clipped_high, approx_kl, reference_kl, entropy;
  double not_finite;  // tokens whose log-probabilities are not: in no other sum
  double max_abs_log_ratio;
};

// Bytes of device memory that PolicyLoss needs.
int64_t PolicyLossWorkspaceBytes(int64_t tokens);

// Adds the micro-batch to *sums (zero before a step's first) and overwrites dlogp [T]: 0 where
// masked; NaN where a log-probability is not finite, so that no update follows from it. Overwrites
// `workspace` (aligned to 8 bytes).
void PolicyLoss(const Stream& stream, const PolicyLossOptions& options, const PolicyTokens& in,
                void* workspace, float* dlogp, PolicySums* sums);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_POLICY_LOSS_POLICY_LOSS_CUDA_H_
