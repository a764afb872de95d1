// The policy objective of GRPO and its relatives, and its derivative by the log-probabilities.
//
// For token t of answer i, with lr = logp − logp_old and r = exp(lr):
//
//   l_it = −min(r·A, clip(r, 1−clip_low, 1+clip_high)·A) + β·k3
//   k3   = exp(ref − logp) − (ref − logp) − 1
//
// Sources: DeepSeekMath (arXiv 2402.03300) eq. 3 for the clipped objective with the KL term inside
// the loss and eq. 4 for k3; DeepSeek-R1 (2501.12948) eq. 1 and 2. Separate clip bounds: DAPO
// (2503.14476) section 3.1. Dual clip, l = min(l, −c·A) for A < 0, so that a huge ratio cannot
// dominate: 1912.09729; INTELLECT-2's cap on the ratio is the same bound.
//
// The aggregation turns tokens into one number. n_i tokens in answer i, B answers, N tokens, L the
// longest answer allowed; B and N count the whole optimizer step, over all micro-batches and ranks:
//
//   kGrpo    (1/B) Σ_i (1/n_i) Σ_t l_it   DeepSeekMath eq. 3: every answer weighs the same
//   kDapo    (1/N) Σ_i Σ_t l_it           DAPO section 3.3: every token weighs the same
//   kDrGrpo  (1/(B·L)) Σ_i Σ_t l_it       Dr. GRPO (2503.20783) section 3.2: no length bias
//   kBnpo    (1/(M·N_m)) Σ_i Σ_t l_it     TRL's bnpo: N_m counts one of M micro-batches, so the
//   value
//                                         depends on how the step was cut. Local by definition;
//                                         for comparisons with TRL, not for use.
//
// As weights are set by global counts, cutting a step into micro-batches or over ranks leaves each
// dL/dlogp bit for bit as it was (but for kBnpo), and the loss too (within one rank), as it is one
// running sum.
//
// Numerics: fp32 in and out, double between, exp from kernels/math (no libm): bits are the same on
// every machine. On policy (logp == logp_old) r is exactly 1. The value of the loss is then about 0
// (advantages of a group sum to 0); that says nothing about whether the model learns.
#ifndef R1BENCH_TRAIN_POLICY_LOSS_H_
#define R1BENCH_TRAIN_POLICY_LOSS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "train/collective.h"

namespace r1bench::train {

enum class Aggregation { kGrpo, kDapo, kDrGrpo, kBnpo };

// "grpo", "dapo", "dr_grpo", "bnpo". Throws base::Error on anything else.
Aggregation ParseAggregation(std::string_view name);
const char* AggregationName(Aggregation aggregation);

struct PolicyLossOptions {
  Aggregation aggregation = Aggregation::kGrpo;
  double clip_low = 0.2;
  double clip_high = 0.2;
  double dual_clip = 0;               // c > 1; 0: off (verl: 3)
  double log_ratio_clamp = 0;         // clamp lr to ±this before exp; 0: off (verl, OpenRLHF: 20)
  double kl_coefficient = 0;          // β
  int64_t max_completion_tokens = 0;  // L, for kDrGrpo alone
};

// Counts of a whole optimizer step.
struct StepCounts {
  int64_t sequences = 0;      // B: every answer, also one without a token in the loss
  int64_t tokens = 0;         // N: tokens in the loss
  int64_t micro_batches = 0;  // M: for kBnpo alone

  void Reduce(Collective* collective);  // sums over ranks
};

// One micro-batch: S whole answers, their tokens one after the other, without prompts. T tokens.
struct PolicyTokens {
  std::span<const int32_t> cu_tokens;  // [S+1], from 0 to T
  std::span<const float> logp;         // [T] under the weights being trained
  std::span<const float> old_logp;     // [T] under the weights that sampled
  std::span<const float> ref_logp;     // [T] under the reference; may be empty if β = 0
  std::span<const float> advantage;    // [T] (GRPO: the same for all tokens of an answer)
  std::span<const float> entropy;      // [T] of the next-token distribution; may be empty
  std::span<const uint8_t> mask;       // [T] 1: in the loss; empty: all are
};

// Sums over tokens in the loss, so that they add up over micro-batches and ranks.
struct PolicySums {
  double tokens = 0;
  double loss = 0;               // already weighted: the loss itself
  double ratio = 0;              // Σ r
  double clipped_low = 0;        // A < 0 and r < 1 − clip_low: the gradient is 0
  double clipped_high = 0;       // A > 0 and r > 1 + clip_high: the gradient is 0
  double approx_kl = 0;          // Σ (r − 1 − lr) ≥ 0: k3 from the sampling policy
  double reference_kl = 0;       // Σ k3 against the reference
  double entropy = 0;            // nats
  double max_abs_log_ratio = 0;  // max |logp − logp_old|: 0 on policy

  void Reduce(Collective* collective);
};

// Means of the above, for logs.
struct PolicyMetrics {
  double loss = 0, mean_ratio = 0, clip_fraction = 0, approx_kl = 0, reference_kl = 0;
  double entropy = 0, max_abs_log_ratio = 0;
  int64_t tokens = 0;
};
PolicyMetrics Finish(const PolicySums& sums);

// Goes through the micro-batches of one optimizer step in order.
class PolicyLoss {
 public:
  // Throws base::Error if options or counts make no sense together.
  PolicyLoss(const PolicyLossOptions& options, const StepCounts& global);

  // Adds one micro-batch to the sums and writes dlogp [T] = dL/dlogp (0 where masked).
  // Throws base::Error on lengths that do not match or a log-probability that is not finite.
  void Add(const PolicyTokens& micro_batch, std::span<float> dlogp);

  const PolicySums& sums() const { return sums_; }  // of this rank

 private:
  double SequenceWeight(int64_t tokens_in_sequence, int64_t tokens_in_micro_batch) const;
  float Token(const PolicyTokens& in, int64_t t, double weight);

  PolicyLossOptions options_;
  StepCounts global_;
  PolicySums sums_;
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_POLICY_LOSS_H_
