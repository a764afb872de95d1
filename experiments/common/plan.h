// --dry_run: what a run would do, what it would need, and nothing else.
#ifndef R1BENCH_EXPERIMENTS_COMMON_PLAN_H_
#define R1BENCH_EXPERIMENTS_COMMON_PLAN_H_

#include <string>
#include <vector>

#include "experiments/common/rl_stage.h"
#include "experiments/common/training_flags.h"
#include "model/config.h"

namespace r1bench::experiments {

// Floating-point operations of a stage, for one seed.
struct PlannedWork {
  double responses = 0, response_tokens = 0;  // sampled
  double documents = 0, document_tokens = 0;  // trained on
  double generate_flops = 0, train_flops = 0;
};

// A GRPO arm with prompts and responses of so many tokens on average.
PlannedWork RlWork(const RlOptions& rl, const model::ModelConfig& config, double prompt_tokens,
                   double response_tokens);
// So many forward and backward passes over documents of so many tokens.
PlannedWork SftWork(const model::ModelConfig& config, double documents, double tokens);
// Responses sampled and not trained on: rejection sampling, evaluation, search.
PlannedWork SamplingWork(const model::ModelConfig& config, double responses, double tokens);

struct PlanStage {
  std::string name;  // "rl"
  std::string what;  // "GRPO on the outcome"
  PlannedWork work;
  // Of the stage's model where it is not the plan's (a larger teacher, say); null: the plan's.
  const model::ModelConfig* config = nullptr;
};

struct Plan {
  std::string experiment;
  std::string model;  // its name
  model::ModelConfig config;
  std::vector<PlanStage> stages;  // of one seed
  double limit = 0;               // longest response in tokens
  std::string remarks;            // lines to print before the needs
};

// The model of a scale: the micro model, the real one, or a preset of the report's size.
model::ModelConfig PlanConfig(const TrainingOptions& options, const MicroVocabulary& vocabulary);
std::string PlanModelName(const TrainingOptions& options);
// The mean response length that plans assume, in tokens, and a prompt's.
double AssumedResponse(const TrainingOptions& options, double limit);
double AssumedPrompt(const TrainingOptions& options);

// Optimizer steps, rollout, learning rate, KL, clip, temperature.
std::string DescribeRl(const RlOptions& rl);

// Stages, tokens, operations, memory and a time estimate with its assumptions, as text for a
// person.
std::string DescribePlan(const TrainingOptions& options, const Plan& plan);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_PLAN_H_
