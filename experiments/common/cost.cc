#include "experiments/common/cost.h"

#include "model/estimate.h"

namespace r1bench::experiments {

Cost& Cost::operator+=(const Cost& other) {
  generated_tokens += other.generated_tokens;
  trained_tokens += other.trained_tokens;
  scored_tokens += other.scored_tokens;
  flops += other.flops;
  updates += other.updates;
  seconds += other.seconds;
  return *this;
}

base::Json ToJson(const Cost& cost) {
  return {{"generated_tokens", cost.generated_tokens},
          {"trained_tokens", cost.trained_tokens},
          {"scored_tokens", cost.scored_tokens},
          {"flops", cost.flops},
          {"updates", cost.updates},
          {"seconds", cost.seconds}};
}

Cost CostFromJson(const base::Json& json) {
  return {json.at("generated_tokens").get<double>(), json.at("trained_tokens").get<double>(),
          json.at("scored_tokens").get<double>(),    json.at("flops").get<double>(),
          json.at("updates").get<double>(),          json.at("seconds").get<double>()};
}

Cost TrainingCost(const model::ModelConfig& config, std::span<const train::Document> documents) {
  Cost cost;
  for (const train::Document& document : documents) {
    const double tokens = static_cast<double>(document.tokens.size());
    cost.trained_tokens += tokens;
    cost.flops += model::TrainFlops(config, tokens);
  }
  return cost;
}

Cost GenerationCost(const model::ModelConfig& config, double prompt_tokens, double tokens,
                    double samples) {
  const double prompt = model::ForwardFlops(config, prompt_tokens);
  Cost cost;
  cost.generated_tokens = samples * tokens;
  cost.flops = prompt + samples * (model::ForwardFlops(config, prompt_tokens + tokens) - prompt);
  return cost;
}

Cost ScoringCost(const model::ModelConfig& config, double tokens, double sequences) {
  Cost cost;
  cost.scored_tokens = tokens * sequences;
  cost.flops = sequences * model::ForwardFlops(config, tokens);
  return cost;
}

Cost RolloutCost(const model::ModelConfig& config, const train::Rollout& rollout,
                 const RolloutUse& use) {
  Cost cost;
  double shared_prompts = 0;
  for (const train::Trajectory& t : rollout.trajectories) {
    const double prompt = static_cast<double>(rollout.questions[t.question].prompt_tokens.size());
    const double tokens = static_cast<double>(t.completion.tokens.size());
    cost += GenerationCost(config, prompt, tokens, 1);
    shared_prompts +=
        model::ForwardFlops(config, prompt) * (1.0 - 1.0 / static_cast<double>(rollout.group_size));
    if (!use.all_answers && !train::Teaches(t)) continue;
    cost.trained_tokens += use.passes * (prompt + tokens);
    cost.flops += use.passes * model::TrainFlops(config, prompt + tokens);
    if (use.reference) cost += ScoringCost(config, prompt + tokens, use.passes);
  }
  cost.flops -= shared_prompts;
  return cost;
}

}  // namespace r1bench::experiments
