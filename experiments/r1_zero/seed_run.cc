#include "experiments/r1_zero/seed_run.h"

#include <utility>
#include <vector>

#include "experiments/common/arm_settings.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/text_environment.h"
#include "experiments/r1_zero/micro_world.h"

namespace r1bench::r1_zero {
namespace {

using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;
using experiments::TrainingOptions;

// Leaves the base's weights as "pretrain" and the under-trained ones as "weak_base".
void Pretrain(const R1ZeroOptions& options, const MicroWorld& world,
              const model::ModelConfig& config, SeedArms* arms) {
  const TrainingOptions& training = options.training;
  const uint64_t seed = arms->context().seed;
  Policy policy;
  experiments::SftStage stage;
  stage.steps = training.pretrain.steps;
  stage.sft = experiments::PretrainSft(training.pretrain, training.micro_batch_tokens);
  stage.documents = [&](int64_t step) {
    return world.documents(step, training.pretrain.documents);
  };
  stage.after_step = [&](int64_t step) {
    if (step == options.weak_steps) arms->KeepWeights("weak_base", policy.get(), step);
  };
  const auto make = [&] {
    policy = experiments::NewPolicy(config, seed, training.transformer);
    return policy;
  };
  arms->Sft("pretrain", make, std::move(stage), /*evaluate=*/false);
}

void RunArms(const R1ZeroOptions& options, const LoadPolicy& base, SeedArms* arms) {
  arms->Evaluate("base", base);
  arms->Rl("rl", base, options.training.rl);
  if (!options.null_arm) return;
  const uint64_t seed = arms->context().seed;
  const uint64_t draws = experiments::ArmSeed("r1_zero", "null", seed);
  arms->Rl("null", base, options.training.rl, experiments::CoinFlipReward(draws, "r1_zero"));
}

void RunMicroSeed(const R1ZeroOptions& options, const experiments::SeedContext& context) {
  const TrainingOptions& training = options.training;
  const MicroWorld world = MakeMicroWorld(options, context.seed);
  SeedArms arms(context, *world.environment, experiments::SettingsFor(training));
  const model::ModelConfig config = experiments::MicroModelConfig(
      training.model, VocabularyOf(options.world), training.context_tokens);
  Pretrain(options, world, config, &arms);
  RunArms(options, arms.Weights("pretrain", config, training.transformer), &arms);
  if (options.weak_arm) {
    const LoadPolicy weak = arms.Weights("weak_base", config, training.transformer);
    arms.Evaluate("weak_base", weak);
    arms.Rl("weak_rl", weak, training.rl);
  }
}

void RunTextSeed(const R1ZeroOptions& options, const experiments::SeedContext& context) {
  const TrainingOptions& training = options.training;
  const experiments::TextEnvironment environment(training.text, training.transformer, context.seed);
  const experiments::ArmSettings settings =
      experiments::TextSettingsFor(training, environment.text_model());
  SeedArms arms(context, environment, settings);
  RunArms(
      options, [&environment] { return environment.LoadModel(); }, &arms);
}

}  // namespace

void RunSeed(const R1ZeroOptions& options, const experiments::SeedContext& context) {
  options.training.scale == experiments::Scale::kMicro ? RunMicroSeed(options, context)
                                                       : RunTextSeed(options, context);
}

}  // namespace r1bench::r1_zero
