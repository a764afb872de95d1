#include "experiments/common/seed_arms.h"

#include <algorithm>
#include <utility>

#include "base/rng.h"

namespace r1bench::experiments {
namespace {

constexpr size_t kKeptSamples = 12;  // responses a stage shows in the report
constexpr int64_t kSftCheckpointFactor = 10;

base::Json KeptSamples(const Evaluation& evaluation, const Environment& environment) {
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
  return samples;
}

}  // namespace

std::string StageName(uint64_t seed, const std::string& stage) {
  return std::to_string(seed) + "/" + stage;
}

bool SeedArms::Finished(const std::string& stage) const {
  return context_.stages->Finished(Name(stage));
}

const base::Json& SeedArms::Result(const std::string& stage) const {
  return context_.stages->Result(Name(stage));
}

void SeedArms::Evaluate(const std::string& stage, const LoadPolicy& load) {
  if (!Finished(stage)) Finish(stage, load(), nullptr);
}

void SeedArms::Sft(const std::string& stage, const LoadPolicy& load, SftStage sft, bool evaluate) {
  if (Finished(stage)) return;
  const Policy policy = load();
  sft.stage = Name(stage);
  sft.checkpoint_steps = settings_.checkpoint_steps * kSftCheckpointFactor;
  sft.metric = [&](base::Json row) { context_.metric(Labelled(stage, std::move(row))); };
  const Cost cost = RunSftStage(sft, policy.get(), context_.stages);
  KeepWeights(stage, policy.get(), sft.steps);
  if (evaluate) {
    Finish(stage, policy, &cost);
  } else {
    context_.stages->Finish(Name(stage), {{"steps", sft.steps}, {"cost", ToJson(cost)}});
  }
}

void SeedArms::Rl(const std::string& stage, const LoadPolicy& load, const RlOptions& options,
                  const RewardRule& reward) {
  if (Finished(stage)) return;
  const Policy policy = load();
  const auto engine = Engine(policy);
  RlStage rl;
  rl.stage = Name(stage);
  rl.arm = stage;
  rl.experiment = context_.experiment;
  rl.seed = context_.seed;
  rl.reward = reward;
  rl.checkpoint_steps = settings_.checkpoint_steps;
  rl.micro_batch_tokens = settings_.micro_batch_tokens;
  rl.print_pace = settings_.print_pace;
  rl.metric = [&](base::Json row) { context_.metric(Labelled(stage, std::move(row))); };
  rl.sample = [&](base::Json row) { context_.folder->Sample(Labelled(stage, std::move(row))); };
  const Cost cost =
      RunRlStage(options, rl, environment_, policy.get(), engine.get(), context_.stages);
  KeepWeights(stage, policy.get(), static_cast<int64_t>(cost.updates));
  Finish(stage, policy, &cost);
}

LoadPolicy SeedArms::Weights(const std::string& stage, const model::ModelConfig& config,
                             const model::TransformerOptions& options) const {
  return FromFolder(config, WeightsFolder(stage), options);
}

void SeedArms::KeepWeights(const std::string& stage, model::Transformer* policy,
                           int64_t step) const {
  SavePolicy(WeightsFolder(stage), policy, step);
}

std::unique_ptr<model::LocalEngine> SeedArms::Engine(const Policy& policy) const {
  return settings_.engine ? settings_.engine(policy) : MicroEngine(policy, environment_.codec());
}

base::Json SeedArms::Labelled(const std::string& arm, base::Json row) const {
  base::Json labelled = {{"seed", context_.seed}, {"arm", arm}};
  labelled.update(row);
  return labelled;
}

std::string SeedArms::WeightsFolder(const std::string& stage) const {
  return context_.folder->File("checkpoints/" + std::to_string(context_.seed) + "-" + stage);
}

void SeedArms::Finish(const std::string& stage, const Policy& policy, const Cost* cost) {
  const auto engine = Engine(policy);
  const uint64_t seed = base::Rng(context_.seed, context_.experiment + "/evaluation").U64();
  Evaluation evaluation =
      experiments::Evaluate(engine.get(), environment_, settings_.eval_samples, seed);
  for (const EvaluatedSample& sample : evaluation.greedy) LogGreedy(stage, sample);
  if (settings_.more) {
    settings_.more(stage, evaluation, context_.rows(stage), &evaluation.metrics);
  }
  if (settings_.benchmarks) settings_.benchmarks(engine.get(), &evaluation.metrics);
  base::Json result = {{"metrics", evaluation.metrics},
                       {"audit", evaluation.audit},
                       {"samples", KeptSamples(evaluation, environment_)}};
  if (cost != nullptr) result["cost"] = ToJson(*cost);
  context_.stages->Finish(Name(stage), std::move(result));
  context_.stage_done();
}

void SeedArms::LogGreedy(const std::string& stage, const EvaluatedSample& sample) const {
  context_.folder->Sample(
      Labelled(stage, {{"evaluation", "greedy"},
                       {"id", environment_.Id(Split::kHeldOut, sample.index)},
                       {"prompt", environment_.PromptText(Split::kHeldOut, sample.index)},
                       {"response", sample.text},
                       {"reward", sample.outcome.reward},
                       {"status", sample.outcome.status}}));
}

}  // namespace r1bench::experiments
