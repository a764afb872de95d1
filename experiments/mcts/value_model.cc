#include "experiments/mcts/value_model.h"

#include <vector>

#include "base/rng.h"
#include "base/signals.h"
#include "train/collective.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

// `count` texts of the policy after random training prompts, labelled.
std::vector<train::LabelledDocument> Sample(const SearchWorld& world, int64_t step, int64_t count,
                                            uint64_t seed, Networks* networks,
                                            experiments::Cost* cost) {
  std::vector<model::GenerateRequest> requests;
  std::vector<Prompt> prompts;
  const auto trained = static_cast<uint32_t>(world.Count(PromptSet::kTrain));
  base::Rng rng(seed, "mcts/value_prompts", static_cast<uint64_t>(step));
  for (int64_t i = 0; i < count; ++i) {
    prompts.push_back({PromptSet::kTrain, rng.Below(trained)});
    model::GenerateRequest request;
    request.id = static_cast<uint64_t>(step * count + i);
    request.prompt_tokens = world.Tokens(prompts.back());
    request.params = world.Sampling();
    request.params.seed = seed;
    requests.push_back(std::move(request));
  }
  const std::vector<model::Completion> texts = networks->engine->Generate(requests, {});
  std::vector<train::LabelledDocument> documents;
  for (size_t i = 0; i < texts.size(); ++i) {
    const bool right = world.JudgeResponse(prompts[i], texts[i].tokens).correct;
    train::LabelledDocument document;
    document.tokens = std::move(requests[i].prompt_tokens);
    const auto first = static_cast<int64_t>(document.tokens.size()) - 1;  // the prompt's last token
    document.tokens.insert(document.tokens.end(), texts[i].tokens.begin(), texts[i].tokens.end());
    for (auto row = first; row < static_cast<int64_t>(document.tokens.size()); ++row) {
      document.labels.push_back({row, right ? 1.0f : 0.0f});
    }
    *cost += experiments::GenerationCost(networks->policy->config(), static_cast<double>(first + 1),
                                         static_cast<double>(texts[i].tokens.size()), 1);
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace

experiments::Policy NewValueModel(const experiments::Policy& policy) {
  return std::make_shared<model::Transformer>(
      train::ValueHeadConfig(policy->config()),
      train::WithValueHead(policy->config(), policy->parameters()), policy->options());
}

experiments::Cost TrainValue(const ValueOptions& options, const SearchWorld& world, uint64_t seed,
                             Networks* networks, const std::function<void(base::Json)>& row) {
  train::RewardModelOptions model;
  model.optimizer.learning_rate = options.learning_rate;
  model.optimizer.schedule = {train::ScheduleShape::kCosine, options.steps / 50, options.steps,
                              0.1};
  model.micro_batch_tokens = options.micro_batch_tokens;
  train::SingleProcess collective;
  train::RewardModelTrainer trainer(model, networks->value.get(), &collective);
  experiments::Cost cost;
  for (int64_t step = 0; step < options.steps; ++step) {
    base::ThrowIfStopped();
    const auto documents = Sample(world, step, options.texts, seed, networks, &cost);
    const train::RewardModelMetrics metrics = trainer.Step(documents);
    std::vector<train::Document> rows;
    for (const auto& document : documents) rows.push_back({document.tokens, 0});
    cost += experiments::TrainingCost(networks->value->config(), rows);
    if (row && ((step + 1) % 20 == 0 || step + 1 == options.steps)) {
      row({{"step", step + 1}, {"value_loss", metrics.loss}, {"value_accuracy", metrics.accuracy}});
    }
  }
  return cost;
}

}  // namespace r1bench::mcts
