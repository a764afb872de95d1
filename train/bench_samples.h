// Our loss for the samples of a peer: the same tokens and advantages through our forward and
// backward pass (tools/peers/bench_trl.py --samples=FILE writes them).
//
// On the policy that sampled, the GRPO loss itself is nearly 0 whatever the log-probabilities are
// (every ratio is 1 and the advantages of a group sum to 0). So three figures are compared that
// depend on them: the surrogate -sum(A·logp)/N, whose gradient is the loss's; the norm of that
// gradient; and the loss with the peer's log-probabilities as those of the sampling policy, which
// is the peer's loss if ours are the same.
#ifndef R1BENCH_TRAIN_BENCH_SAMPLES_H_
#define R1BENCH_TRAIN_BENCH_SAMPLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/transformer.h"

namespace r1bench::train {

struct PeerSample {
  std::vector<int32_t> prompt, completion;
  double advantage = 0;
  std::vector<float> logps;  // the peer's, of the completion's tokens
};

struct PeerSamples {
  std::string weights;  // "bfloat16"
  double loss = 0, surrogate = 0, grad_norm = 0;
  std::vector<PeerSample> samples;
};

// Throws base::Error that names `where` for anything that is missing or does not match.
PeerSamples ParsePeerSamples(const base::Json& json, const std::string& where);

struct SampleComparison {
  int64_t tokens = 0;
  double loss = 0;       // with the peer's log-probabilities as the old ones
  double surrogate = 0;  // -sum(A·logp) / tokens
  double grad_norm = 0;
  double mean_logp = 0, peer_mean_logp = 0;
  double mean_difference = 0, max_difference = 0;  // of a token's log-probability, absolute
  double scale = 0;  // sum(|A·logp|) / tokens: what the surrogate's terms weigh
};

// Changes no weight: forward and backward only. GRPO with dapo's aggregation, as the peer's run.
SampleComparison ScorePeerSamples(const PeerSamples& peer, int64_t micro_batch_tokens,
                                  model::Transformer* model);

// Whether loss and surrogate agree to the precision of bf16, in which the peer has its logits
// (neighbours are a factor of 1 + 2^-7 apart: 2^-7 of `scale`), and the norms of the gradients to
// 1 %.
bool WithinBf16(const PeerSamples& peer, const SampleComparison& ours);

std::string SamplesText(const PeerSamples& peer, const SampleComparison& ours);
base::Json SamplesJson(const PeerSamples& peer, const SampleComparison& ours);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_BENCH_SAMPLES_H_
