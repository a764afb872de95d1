#include "experiments/r1_pipeline/seed_run.h"

#include <utility>
#include <vector>

#include "base/rng.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/seed_arms.h"
#include "experiments/r1_pipeline/pipeline_environment.h"
#include "experiments/r1_pipeline/pipeline_world.h"
#include "experiments/r1_pipeline/preference_stage.h"
#include "experiments/r1_pipeline/rejection_stage.h"
#include "experiments/r1_pipeline/stage_settings.h"
#include "experiments/r1_pipeline/text_pipeline.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::LoadPolicy;
using experiments::SeedArms;

class Pipeline {
 public:
  Pipeline(const PipelineOptions& options, const experiments::SeedContext& context)
      : options_(options),
        context_(context),
        world_(options.world, context.seed),
        config_(experiments::MicroModelConfig(options.training.model, kPipelineVocabulary,
                                              options.training.context_tokens)),
        reasoning_(world_, Scenarios::kReasoning, nullptr),
        arms_(context, reasoning_, experiments::SettingsFor(options.training)) {}

  void Run() {
    Pretrain();
    const LoadPolicy base = Weights("pretrain");
    arms_.Evaluate("base", base);
    arms_.Rl("zero", base, options_.training.rl, PipelineReward(reasoning_, 0.0));
    Tune("dev1", base, world_.ColdStart(options_.cold_traces), options_.cold, 0,
         options_.training.micro_batch_tokens, &arms_);
    arms_.Rl("dev2", Weights("dev1"), options_.training.rl, Reward());
    Dev3(base);
    Final();
  }

 private:
  LoadPolicy Weights(const std::string& stage) const {
    return arms_.Weights(stage, config_, options_.training.transformer);
  }

  experiments::RewardRule Reward() const {
    return PipelineReward(reasoning_, options_.language_weight);
  }

  void Pretrain() {
    const experiments::PretrainOptions& pretrain = options_.training.pretrain;
    experiments::SftStage stage;
    stage.steps = pretrain.steps;
    stage.sft = experiments::PretrainSft(pretrain, options_.training.micro_batch_tokens);
    stage.documents = [&](int64_t step) {
      std::vector<train::Document> documents;
      for (int64_t i = 0; i < pretrain.documents; ++i) {
        documents.push_back(
            world_.BaseDocument(static_cast<uint64_t>(step * pretrain.documents + i)));
      }
      return documents;
    };
    const auto make = [&] {
      return experiments::NewPolicy(config_, context_.seed, options_.training.transformer);
    };
    arms_.Sft("pretrain", make, std::move(stage), /*evaluate=*/false);
  }

  void Dev3(const LoadPolicy& base) {
    TuningSet set =
        RejectionStage(options_, options_.rejection_prompts,
                       world_.GeneralSamples(options_.general_samples), Weights("dev2"), &arms_);
    std::vector<train::Document> all = set.reasoning;
    all.insert(all.end(), set.general.begin(), set.general.end());
    const TuningOptions& tuning = options_.tuning;
    const int64_t steps =
        experiments::EpochOrder{std::ssize(all), tuning.batch, tuning.epochs}.steps();
    Tune("dev3", base, std::move(all), tuning, steps, options_.training.micro_batch_tokens, &arms_);
    // The same number of steps of the same size.
    if (options_.reasoning_only_arm) {
      Tune("dev3_reasoning", base, std::move(set.reasoning), tuning, steps,
           options_.training.micro_batch_tokens, &arms_);
    }
  }

  // R1: rule rewards first, preferences last.
  void Final() {
    const auto models = PreferenceStage(options_, world_, config_, Weights("dev3"), &arms_);
    const PipelineEnvironment rules(world_, Scenarios::kReasoning, models);
    const PipelineEnvironment all(world_, Scenarios::kAll, models);
    experiments::RlOptions rl = options_.training.rl;
    rl.temperature = options_.final_temperature;
    SeedArms with_rules(context_, rules, experiments::SettingsFor(options_.training));
    rl.steps = options_.rule_steps;
    with_rules.Rl("r1_rules", Weights("dev3"), rl, PipelineReward(rules, options_.language_weight));
    SeedArms with_all(context_, all, experiments::SettingsFor(options_.training));
    rl.steps = options_.preference_steps;
    const experiments::RewardRule reward = PipelineReward(all, options_.language_weight);
    with_all.Rl("r1", Weights("r1_rules"), rl, reward);
    if (options_.null_arm) {
      const uint64_t seed = base::Rng(context_.seed, "r1_pipeline/null").U64();
      with_all.Rl("r1_null", Weights("r1_rules"), rl,
                  PipelineReward(all, options_.language_weight,
                                 experiments::CoinFlipReward(seed, "r1_pipeline")));
    }
    if (options_.long_steps == 0) return;
    rl.steps = options_.long_steps;
    with_all.Rl("r1_long", Weights("r1"), rl, reward);
  }

  const PipelineOptions& options_;
  const experiments::SeedContext& context_;
  const PipelineWorld world_;
  const model::ModelConfig config_;
  const PipelineEnvironment reasoning_;
  SeedArms arms_;
};

}  // namespace

void RunSeed(const PipelineOptions& options, const experiments::SeedContext& context) {
  if (options.training.scale == experiments::Scale::kMicro) {
    Pipeline(options, context).Run();
  } else {
    RunTextSeed(options, context);
  }
}

}  // namespace r1bench::r1_pipeline
