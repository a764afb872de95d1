// What a model of a given shape costs: parameters, memory and floating-point operations. Arithmetic
// only, so that --dry_run can print the plan of a run that needs a cluster.
//
// Conventions: one multiply-add is 2 operations; attention counts the causal half; a backward pass
// costs twice its forward pass.
#ifndef R1BENCH_MODEL_ESTIMATE_H_
#define R1BENCH_MODEL_ESTIMATE_H_

#include <cstdint>

#include "model/config.h"

namespace r1bench::model {

// All weights; a tied embedding counts once.
int64_t ParameterCount(const ModelConfig& config);

// Keys and values of one token, all layers.
int64_t KvBytesPerToken(const ModelConfig& config, int64_t bytes_per_value);

// One token at a position with `context` tokens before it.
double ForwardFlopsPerToken(const ModelConfig& config, double context);
// A whole sequence, forward; and forward plus backward.
double ForwardFlops(const ModelConfig& config, double tokens);
double TrainFlops(const ModelConfig& config, double tokens);

struct TrainingMemory {
  double weights_bytes = 0;
  double gradients_bytes = 0;
  double optimizer_bytes = 0;  // AdamW: two moments, and fp32 master weights if weights are 16-bit
  double reference_bytes = 0;  // a frozen copy for the KL term
  double activations_bytes = 0;  // for the given tokens in one micro-batch
  double total() const {
    return weights_bytes + gradients_bytes + optimizer_bytes + reference_bytes + activations_bytes;
  }
};

// `bytes_per_value`: 4 (this code on a CPU) or 2 (bf16 with fp32 master weights, on a cluster).
TrainingMemory EstimateTrainingMemory(const ModelConfig& config, double micro_batch_tokens,
                                      bool reference_model, int bytes_per_value);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_ESTIMATE_H_
