// What a stage spent, so that arms can be compared at equal budgets.
//
// Tokens and operations are functions of the run (2 operations a multiply-add, attention's causal
// half, a backward pass is twice its forward pass: model/estimate.h); seconds are measured and part
// of no signature. Evaluations are not counted: no arm learns from them.
#ifndef R1BENCH_EXPERIMENTS_COMMON_COST_H_
#define R1BENCH_EXPERIMENTS_COMMON_COST_H_

#include <span>

#include "base/json.h"
#include "model/config.h"
#include "train/packing.h"
#include "train/rollout.h"

namespace r1bench::experiments {

struct Cost {
  double generated_tokens = 0;  // sampled
  double trained_tokens = 0;    // rows of forward and backward passes
  double scored_tokens = 0;     // rows of forward passes alone (reward and value models)
  double flops = 0;
  double updates = 0;  // optimizer steps
  double seconds = 0;  // wall time of rollouts and updates

  Cost& operator+=(const Cost& other);
};

base::Json ToJson(const Cost& cost);
Cost CostFromJson(const base::Json& json);

// One forward and backward pass over each document.
Cost TrainingCost(const model::ModelConfig& config, std::span<const train::Document> documents);
// What the trainer does with a rollout (train/grpo.h).
struct RolloutUse {
  int passes = 1;            // over its trajectories
  bool all_answers = false;  // also those without an advantage, which the trainer may leave out
  bool reference = false;    // a frozen copy reads every answer that is trained on (KL term)
};
// Sampling a rollout, and the forward and backward passes over its trajectories.
Cost RolloutCost(const model::ModelConfig& config, const train::Rollout& rollout,
                 const RolloutUse& use);
// `samples` completions of `tokens` tokens each after one prompt that they share.
Cost GenerationCost(const model::ModelConfig& config, double prompt_tokens, double tokens,
                    double samples);
// Forward passes over whole sequences of so many tokens.
Cost ScoringCost(const model::ModelConfig& config, double tokens, double sequences);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_COST_H_
