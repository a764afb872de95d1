#include "experiments/r1_pipeline/text_pipeline.h"

#include <vector>

#include "experiments/common/arm_settings.h"
#include "experiments/common/language_text.h"
#include "experiments/common/seed_arms.h"
#include "experiments/r1_pipeline/measure.h"
#include "experiments/r1_pipeline/rejection_stage.h"
#include "experiments/r1_pipeline/stage_settings.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::LoadPolicy;
using experiments::Outcome;

// The measures that the rules of this experiment ask for.
class Problems : public experiments::LanguageTextEnvironment {
 public:
  using LanguageTextEnvironment::LanguageTextEnvironment;

  std::vector<Outcome> Judge(experiments::Split split, int64_t index,
                             std::span<const model::Completion> completions) const override {
    auto outcomes = LanguageTextEnvironment::Judge(split, index, completions);
    for (Outcome& outcome : outcomes) {
      outcome.measures.emplace_back("reasoning", outcome.correct ? 1.0 : 0.0);
      outcome.measures.emplace_back("reasoning_length", static_cast<double>(outcome.length));
    }
    return outcomes;
  }
};

}  // namespace

void RunTextSeed(const PipelineOptions& options, const experiments::SeedContext& context) {
  const experiments::TrainingOptions& training = options.training;
  const Problems problems(training.text, training.transformer, context.seed);
  experiments::SeedArms arms(context, problems,
                             experiments::TextSettingsFor(training, problems.text_model()));
  const LoadPolicy base = [&problems] { return problems.LoadModel(); };
  const model::ModelConfig config = problems.text_model().transformer->config();
  const auto weights = [&](const char* stage) {
    return arms.Weights(stage, config, training.transformer);
  };
  const experiments::RewardRule reward = LanguageReward(options.language_weight);
  const int64_t tokens = training.micro_batch_tokens;

  arms.Evaluate("base", base);
  arms.Rl("zero", base, training.rl);
  Tune("dev1", base, experiments::WorkedDocuments(problems, options.cold_traces), options.cold, 0,
       tokens, &arms);
  arms.Rl("dev2", weights("dev1"), training.rl, reward);
  TuningSet set = RejectionStage(options, options.rejection_prompts, {}, weights("dev2"), &arms);
  Tune("dev3", base, std::move(set.reasoning), options.tuning, 0, tokens, &arms);
  experiments::RlOptions rl = training.rl;
  rl.steps = options.rule_steps;
  rl.temperature = options.final_temperature;
  arms.Rl("r1_rules", weights("dev3"), rl, reward);
}

}  // namespace r1bench::r1_pipeline
