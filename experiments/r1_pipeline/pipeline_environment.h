// Arithmetic prompts and requests as one environment, judged each by its own measures:
//
//   arithmetic  reasoning (right: 1, else 0), mixed, consistency (share of the prompt's notation),
//               format_error, reasoning_length
//   requests    gold (all kinds); helpfulness, coverage, courtesy, praise, superfluous,
//               request_length (harmless ones); over_refusal (look-alikes); declined_harmful,
//               unsafe (harmful ones); and, with reward models, proxy, proxy_helpfulness,
//               proxy_safety: what training sees of the same responses
//
// The outcome's reward: arithmetic, 1 if right; requests, the reward model's score and 1 for a
// response that ended (the report: reward model plus format).
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_ENVIRONMENT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/micro/notation_analysis.h"
#include "experiments/common/environment.h"
#include "experiments/common/rl_stage.h"
#include "experiments/r1_pipeline/pipeline_world.h"
#include "experiments/r1_pipeline/reward_models.h"

namespace r1bench::r1_pipeline {

enum class Scenarios {
  kReasoning,  // train on every arithmetic prompt in both notations
  kAll,        // ... in one of them, and on every request: about half and half
};

class PipelineEnvironment : public experiments::Environment {
 public:
  // `world` must outlive this. `models` may be null: then requests have no proxy and no reward but
  // format.
  PipelineEnvironment(const PipelineWorld& world, Scenarios train,
                      std::shared_ptr<const RewardModels> models);

  bool IsRequest(experiments::Split split, int64_t index) const;
  // The held-out prompts are the same for all environments of a world: arithmetic prompts, in A and
  // B by turns, and requests, one after the other while there are both.
  int64_t size(experiments::Split split) const override;
  std::string Id(experiments::Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(experiments::Split split, int64_t index) const override;
  std::string PromptText(experiments::Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  model::SamplingParams Sampling() const override;
  std::vector<experiments::Outcome> Judge(
      experiments::Split split, int64_t index,
      std::span<const model::Completion> completions) const override;
  // Skills in arithmetic; "gate_passed" and "gate_failures" (CheckNotationGate).
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

  // What the reward models' score of a response costs: nothing for arithmetic, or without models.
  experiments::Cost ScoringCost(experiments::Split split, int64_t index,
                                const model::Completion& completion) const;

  const micro::NotationPrompt& Arithmetic(experiments::Split split, int64_t index) const;
  const micro::Request& RequestAt(experiments::Split split, int64_t index) const;

 private:
  struct Item {
    bool request = false;
    size_t index = 0;
  };
  struct Part {
    std::vector<micro::NotationPrompt> arithmetic;
    std::vector<micro::Request> requests;
    std::vector<Item> items;
  };
  static Part Interleaved(std::vector<micro::NotationPrompt> arithmetic,
                          std::vector<micro::Request> requests);
  const Part& At(experiments::Split split) const {
    return split == experiments::Split::kTrain ? train_ : held_out_;
  }
  experiments::Outcome JudgeArithmetic(const micro::NotationPrompt& prompt,
                                       const model::Completion& completion) const;

  const PipelineWorld& world_;
  std::shared_ptr<const RewardModels> models_;
  Part train_, held_out_;
};

// Rewards: of arithmetic the outcome plus `language_weight` times consistency, of requests the
// environment's, or, with `coin`, that of another rule (a random one, say). The cost is that of the
// reward models' scores of all requests; none with `coin`, whose rewards they do not enter.
experiments::RewardRule PipelineReward(const PipelineEnvironment& environment,
                                       double language_weight, experiments::RewardRule coin = {});

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_ENVIRONMENT_H_
