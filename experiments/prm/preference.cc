#include "experiments/prm/preference.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/rng.h"
#include "base/signals.h"
#include "data/micro/ops_task.h"
#include "experiments/prm/counting_generator.h"
#include "train/collective.h"
#include "train/data_order.h"
#include "train/sft.h"

namespace r1bench::prm {
namespace {

using experiments::OpsEnvironment;
using experiments::Split;

std::vector<model::GenerateRequest> Requests(const OpsEnvironment& environment, Split split,
                                             const std::vector<int64_t>& prompts, int samples,
                                             uint64_t seed) {
  std::vector<model::GenerateRequest> requests(prompts.size());
  for (size_t i = 0; i < prompts.size(); ++i) {
    requests[i].id = i;
    requests[i].prompt_tokens = environment.PromptTokens(split, prompts[i]);
    requests[i].num_samples = samples;
    requests[i].params = environment.Sampling();
    requests[i].params.seed = seed;
  }
  return requests;
}

}  // namespace

experiments::MicroModelOptions SizedModel(const std::string& size,
                                          const experiments::MicroModelOptions& base) {
  experiments::MicroModelOptions model = base;
  if (size == "large") return model;
  base::Require(size == "small" || size == "medium", "expected small, medium or large, got '", size,
                "'");
  const bool small = size == "small";
  model.layers = small ? 1 : 2;
  model.hidden = small ? 16 : 32;
  model.heads = small ? 2 : 4;
  model.intermediate = 4 * model.hidden;
  return model;
}

std::vector<train::PreferencePair> SamplePairs(model::TextGenerator* base,
                                               const OpsEnvironment& environment, Split split,
                                               const PreferenceOptions& options, uint64_t seed) {
  const int64_t count = std::min<int64_t>(options.prompts, environment.size(split));
  const std::vector<int64_t> prompts =
      train::DataOrder(environment.size(split), seed, "prm/pair_prompts").Take(count);
  const std::vector<model::Completion> completions =
      base->Generate(Requests(environment, split, prompts, options.samples, seed), {});
  base::Rng rng(seed, "prm/flipped_pairs");
  std::vector<train::PreferencePair> pairs;
  for (size_t p = 0; p < prompts.size(); ++p) {
    std::vector<const model::Completion*> right, wrong;
    for (int s = 0; s < options.samples; ++s) {
      const model::Completion& c = completions[p * options.samples + s];
      const bool correct =
          micro::GradeAnswer(environment.task(), environment.At(split, prompts[p]), c.tokens)
              .reward > 0;
      (correct ? right : wrong).push_back(&c);
    }
    const size_t most = std::min({right.size(), wrong.size(), size_t(options.pairs_per_prompt)});
    for (size_t i = 0; i < most; ++i) {
      train::PreferencePair pair{environment.PromptTokens(split, prompts[p]), right[i]->tokens,
                                 wrong[i]->tokens};
      if (rng.UniformDouble() < options.flipped) std::swap(pair.chosen, pair.rejected);
      pairs.push_back(std::move(pair));
    }
  }
  return pairs;
}

experiments::Cost TrainPreferenceModel(const PreferenceOptions& options,
                                       const std::vector<train::PreferencePair>& pairs,
                                       uint64_t seed, model::Transformer* model,
                                       std::vector<double>* loss) {
  train::RewardModelOptions training;
  training.optimizer.learning_rate = options.learning_rate;
  training.optimizer.schedule = {.shape = train::ScheduleShape::kCosine,
                                 .warmup_steps = options.steps / 20,
                                 .total_steps = options.steps,
                                 .final_fraction = 0.1};
  training.micro_batch_tokens = options.micro_batch_tokens;
  train::SingleProcess collective;
  train::RewardModelTrainer trainer(training, model, &collective);
  train::DataOrder order(static_cast<int64_t>(pairs.size()), seed, "prm/preference_model");
  experiments::Cost cost;
  while (trainer.step() < options.steps) {
    base::ThrowIfStopped();
    const CountedSeconds seconds(&cost);
    std::vector<train::PreferencePair> batch;
    std::vector<train::Document> counted;
    for (const int64_t i : order.Take(options.pairs)) {
      batch.push_back(pairs[i]);
      for (const auto* answer : {&pairs[i].chosen, &pairs[i].rejected}) {
        counted.push_back(train::PromptAndAnswer(pairs[i].prompt, *answer));
      }
    }
    loss->push_back(trainer.StepPairs(batch).loss);
    cost += experiments::TrainingCost(model->config(), counted);
    cost.updates += 1;
  }
  return cost;
}

}  // namespace r1bench::prm
