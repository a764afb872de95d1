#include "experiments/r1_zero/seed_run.h"

#include <algorithm>
#include <utility>

#include "base/rng.h"
#include "experiments/r1_zero/evaluation.h"
#include "experiments/r1_zero/micro_environment.h"
#include "experiments/r1_zero/pretrain.h"
#include "experiments/r1_zero/rl_arm.h"
#include "experiments/r1_zero/text_environment.h"
#include "model/engine.h"
#include "train/checkpoint.h"

namespace r1bench::r1_zero {
namespace {

constexpr size_t kKeptSamples = 12;  // responses a stage shows in the report

using Policy = std::shared_ptr<model::Transformer>;
// Makes the base's weights; called once for every arm, so that no arm sees another's.
using LoadPolicy = std::function<Policy()>;

std::unique_ptr<model::LocalEngine> MakeEngine(const Policy& policy, const Environment& environment,
                                               const R1ZeroOptions& options) {
  model::EngineOptions engine;
  engine.max_rows = options.scale == Scale::kMicro ? 512 : 64;
  engine.prefill_tokens = options.scale == Scale::kMicro ? 4096 : 512;
  engine.name = options.scale == Scale::kMicro ? "micro base" : options.text.model;
  return std::make_unique<model::LocalEngine>(policy, environment.codec(), engine);
}

base::Json StageResult(const Evaluation& evaluation, const Environment& environment) {
  base::Json samples = base::Json::array();
  const size_t count = std::min(kKeptSamples, evaluation.greedy.size());
  for (size_t i = 0; i < count; ++i) {
    const EvaluatedSample& sample = evaluation.greedy[i];
    samples.push_back({{"id", environment.Id(Split::kHeldOut, sample.index)},
                       {"prompt", environment.PromptText(Split::kHeldOut, sample.index)},
                       {"response", sample.text},
                       {"status", sample.outcome.status},
                       {"correct", sample.outcome.correct}});
  }
  return {{"metrics", evaluation.metrics}, {"audit", evaluation.audit}, {"samples", samples}};
}

// One seed over one environment.
class SeedRun {
 public:
  SeedRun(const SeedContext& context, const Environment& environment)
      : context_(context), environment_(environment) {}

  void EvaluateBase(const std::string& stage, const LoadPolicy& load) {
    const std::string name = Name(stage);
    if (context_.stages->Finished(name)) return;
    Finish(stage, load());
  }

  void Arm(const std::string& stage, const LoadPolicy& load, bool random_reward) {
    const std::string name = Name(stage);
    if (context_.stages->Finished(name)) return;
    const Policy policy = load();
    const auto engine = MakeEngine(policy, environment_, *context_.options);
    const ArmOptions arm{
        .stage = name, .arm = stage, .seed = context_.seed, .random_reward = random_reward};
    ArmHooks hooks;
    hooks.metric = [&](base::Json row) { context_.metric(Labelled(stage, std::move(row))); };
    hooks.sample = [&](base::Json row) {
      context_.folder->Sample(Labelled(stage, std::move(row)));
    };
    TrainArm(*context_.options, arm, environment_, policy.get(), engine.get(), hooks,
             context_.stages);
    train::SaveCheckpoint(context_.folder->File("checkpoints/" + FileName(stage)),
                          {.config = &policy->config(), .weights = &policy->parameters()},
                          {{"step", context_.options->rl.steps}});
    Finish(stage, policy);
  }

  base::Json Labelled(const std::string& arm, base::Json row) const {
    base::Json labelled = {{"seed", context_.seed}, {"arm", arm}};
    labelled.update(row);
    return labelled;
  }
  std::string FileName(const std::string& stage) const {
    return std::to_string(context_.seed) + "-" + stage;
  }

 private:
  std::string Name(const std::string& stage) const { return StageName(context_.seed, stage); }

  void Finish(const std::string& stage, const Policy& policy) {
    const auto engine = MakeEngine(policy, environment_, *context_.options);
    const uint64_t seed = base::Rng(context_.seed, "r1_zero/evaluation").U64();
    const Evaluation evaluation =
        Evaluate(engine.get(), environment_, context_.options->eval_samples, seed);
    for (const EvaluatedSample& sample : evaluation.greedy) LogGreedy(stage, sample);
    context_.stages->Finish(Name(stage), StageResult(evaluation, environment_));
    context_.stage_done();
  }

  void LogGreedy(const std::string& stage, const EvaluatedSample& sample) {
    context_.folder->Sample(
        Labelled(stage, {{"evaluation", "greedy"},
                         {"id", environment_.Id(Split::kHeldOut, sample.index)},
                         {"prompt", environment_.PromptText(Split::kHeldOut, sample.index)},
                         {"response", sample.text},
                         {"reward", sample.outcome.reward},
                         {"status", sample.outcome.status}}));
  }

  const SeedContext& context_;
  const Environment& environment_;
};

LoadPolicy FromFolder(const model::ModelConfig& config, const std::string& folder,
                      const model::TransformerOptions& options) {
  return [config, folder, options] {
    auto parameters = std::make_shared<model::Parameters>(config);
    train::LoadCheckpoint(folder, {.config = &config, .weights = parameters.get()});
    return std::make_shared<model::Transformer>(config, parameters, options);
  };
}

}  // namespace

std::string StageName(uint64_t seed, const std::string& stage) {
  return std::to_string(seed) + "/" + stage;
}

void RunMicroSeed(const SeedContext& context) {
  const R1ZeroOptions& options = *context.options;
  const MicroEnvironment environment(options.micro, context.seed);
  SeedRun run(context, environment);
  const PretrainFolders folders{
      .base = context.folder->File("checkpoints/" + run.FileName("base")),
      .weak = context.folder->File("checkpoints/" + run.FileName("weak_base"))};
  Pretrain(
      options, environment, context.seed, StageName(context.seed, "pretrain"), folders,
      [&](base::Json row) { context.metric(run.Labelled("pretrain", std::move(row))); },
      context.stages);
  const model::ModelConfig config = MicroModelConfig(options.micro);
  const LoadPolicy base = FromFolder(config, folders.base, options.transformer);
  run.EvaluateBase("base", base);
  run.Arm("rl", base, /*random_reward=*/false);
  if (options.null_arm) run.Arm("null", base, /*random_reward=*/true);
  if (options.weak_arm) {
    const LoadPolicy weak = FromFolder(config, folders.weak, options.transformer);
    run.EvaluateBase("weak_base", weak);
    run.Arm("weak_rl", weak, /*random_reward=*/false);
  }
}

void RunTextSeed(const SeedContext& context) {
  const R1ZeroOptions& options = *context.options;
  const TextEnvironment environment(options.text, options.transformer, context.seed);
  SeedRun run(context, environment);
  const LoadPolicy base = [&environment] { return environment.LoadModel(); };
  run.EvaluateBase("base", base);
  run.Arm("rl", base, /*random_reward=*/false);
  if (options.null_arm) run.Arm("null", base, /*random_reward=*/true);
}

}  // namespace r1bench::r1_zero
