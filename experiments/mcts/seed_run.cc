#include "experiments/mcts/seed_run.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/rng.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/text_environment.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/chains.h"
#include "experiments/mcts/samples.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/self_training.h"
#include "experiments/mcts/text_world.h"
#include "experiments/mcts/value_audit.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

using experiments::Cost;
using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;

constexpr size_t kShownTexts = 12;

// What the stages after the base share, in every world.
class WorldRun {
 public:
  // All but `operands` and `config`, those of the world and of its base, must outlive this.
  WorldRun(const MctsOptions& options, int operands, const SearchWorld& world,
           const model::ModelConfig& config, SeedArms* arms, LoadPolicy base)
      : options_(options),
        operands_(operands),
        world_(world),
        config_(config),
        arms_(*arms),
        context_(arms->context()),
        base_(std::move(base)) {}
  virtual ~WorldRun() = default;

  void Run() {
    arms_.Evaluate(Key("base"), base_);
    Value();
    Once("tune", [&](base::Json* result) {
      const auto networks = LoadNetworks();
      const WritePlain plain = [this](const std::string& name, std::span<const Prompt> prompts,
                                      uint64_t seed,
                                      Networks* of) { return Plain(name, prompts, seed, of); };
      (*result)["metrics"] = Tune(options_, world_, plain, Draws("tune"), networks.get());
    });
    Searches();
    if (operands_ != options_.headline) return;
    if (options_.rl_arm) RlArm();
    for (int round = 1; round <= options_.self.rounds; ++round) Round(round);
    if (!options_.micro() && options_.self.rounds > 0) EvaluateLearners();
  }

 protected:
  // How good the trained value model is.
  virtual base::Json Audit(uint64_t seed, Networks* networks) const = 0;
  // Writes texts without a tree (arms.h).
  virtual SearchResult Plain(const std::string& name, std::span<const Prompt> prompts,
                             uint64_t seed, Networks* networks) const {
    base::Require(name == "samples", "expected samples, got ", name);
    return SampleTexts(world_, prompts, options_.budgets.largest(), seed, networks);
  }

  const MctsOptions& options_;

 private:
  std::string Key(const std::string& stage) const { return StageKey(operands_, stage); }
  uint64_t Draws(const std::string& stage) const {
    return base::Rng(context_.seed, "mcts/" + Key(stage)).U64();
  }
  LoadPolicy Weights(const std::string& stage, bool value) const {
    const model::ModelConfig config = value ? train::ValueHeadConfig(config_) : config_;
    return arms_.Weights(Key(stage), config, options_.training.transformer);
  }
  std::unique_ptr<Networks> With(const Policy& policy, const Policy& value) const {
    return std::make_unique<Networks>(policy, value, arms_.Engine(policy));
  }
  std::unique_ptr<Networks> LoadNetworks() const { return With(base_(), Weights("value", true)()); }

  // A stage without checkpoints: done, signed and committed whole. `work` fills "metrics" and what
  // else a result has.
  void Once(const std::string& stage, const std::function<void(base::Json*)>& work) {
    const std::string name = experiments::StageName(context_.seed, Key(stage));
    if (context_.stages->Finished(name)) return;
    stage_ = Key(stage);
    base::Json result = base::Json::object();
    const auto start = std::chrono::steady_clock::now();
    work(&result);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const std::string metrics = base::JsonText(result.at("metrics"));
    context_.stages->Sign<char>("metrics", metrics);
    if (result.contains("cost")) result["cost"]["seconds"] = seconds.count();
    context_.stages->Finish(name, std::move(result));
    context_.stage_done();
  }

  void Sign(model::Transformer* network) {
    const model::Parameters& weights = network->parameters();
    context_.stages->Sign<float>("weights", {weights.data(), static_cast<size_t>(weights.size())});
  }

  void Value() {
    Once("value", [&](base::Json* result) {
      const Policy policy = base_();
      const auto networks = With(policy, NewValueModel(policy));
      const Cost cost = TrainValue(
          options_.value, world_, Draws("value"), networks.get(),
          [&](base::Json row) { context_.metric(arms_.Labelled(Key("value"), std::move(row))); });
      arms_.KeepWeights(Key("value"), networks->value.get(), options_.value.steps);
      Sign(networks->value.get());
      (*result)["metrics"] = Audit(Draws("value_audit"), networks.get());
      (*result)["cost"] = ToJson(cost);
    });
  }

  // The text that the value model would choose at the end, for some prompts.
  base::Json ShownTexts(const SearchResult& found) const {
    base::Json samples = base::Json::array();
    for (size_t i = 0; i < std::min(kShownTexts, found.found.size()); ++i) {
      const Prompt prompt{PromptSet::kHeldOut, static_cast<int64_t>(i)};
      const Finished* best = nullptr;
      for (const Finished& finished : found.found[i]) {
        if (best == nullptr || finished.value > best->value) best = &finished;
      }
      const std::vector<int32_t> path = best != nullptr ? best->path : std::vector<int32_t>();
      const experiments::Outcome outcome = world_.JudgeResponse(prompt, path);
      samples.push_back({{"id", world_.NameOf(prompt)},
                         {"prompt", world_.Shown(prompt)},
                         {"response", world_.ResponseText(world_.Reported(path))},
                         {"status", best != nullptr ? outcome.status : "nothing finished"},
                         {"correct", outcome.correct}});
      base::Json row = samples.back();
      row["reward"] = outcome.reward;
      context_.folder->Sample(arms_.Labelled(stage_, std::move(row)));
    }
    return samples;
  }

  void Report(const SearchResult& found, bool tree, base::Json* result) const {
    base::Json metrics =
        Score(world_, world_.All(PromptSet::kHeldOut), found.found, options_.budgets, tree);
    const auto prompts = static_cast<double>(found.found.size());
    double finished = 0, nodes = 0;
    for (const auto& list : found.found) finished += static_cast<double>(list.size());
    metrics["finished"] = finished / prompts;
    metrics["tokens_spent"] = static_cast<double>(found.tokens) / prompts;
    metrics["forwards_spent"] = static_cast<double>(found.forwards) / prompts;
    if (tree) {
      for (const double count : found.growth) nodes += count;
      metrics["nodes"] = nodes;
      (*result)["growth"] = found.growth;
    }
    (*result)["metrics"] = std::move(metrics);
    (*result)["cost"] = ToJson(SearchCost(config_, found));
    (*result)["samples"] = ShownTexts(found);
  }

  void Searches() {
    const std::vector<Prompt> prompts = world_.All(PromptSet::kHeldOut);
    for (const std::string& name : PlainArms(options_)) {
      Once(name, [&](base::Json* result) {
        const auto networks = LoadNetworks();
        Report(Plain(name, prompts, Draws(name), networks.get()), /*tree=*/false, result);
      });
    }
    for (const TreeArm& arm : TreeArms(options_)) {
      Once(arm.name, [&](base::Json* result) {
        const auto networks = LoadNetworks();
        Report(SearchTexts(Tuned(arm, Tuning()), world_, prompts, Draws(arm.name), networks.get()),
               /*tree=*/true, result);
      });
    }
  }

  const base::Json& Tuning() const { return arms_.Result(Key("tune")).at("metrics"); }

  void RlArm() {
    arms_.Rl(Key("rl"), base_, options_.training.rl);
    Once("rl_samples", [&](base::Json* result) {
      const auto networks = With(Weights("rl", false)(), Weights("value", true)());
      Report(Plain("samples", world_.All(PromptSet::kHeldOut), Draws("rl_samples"), networks.get()),
             /*tree=*/false, result);
    });
  }

  TextSearchOptions StepTree() const {
    for (const TreeArm& arm : TreeArms(options_)) {
      if (arm.name == "step_puct") return Tuned(arm, Tuning());
    }
    base::Fail("expected an arm step_puct");
  }

  // The networks of a learner after `round`; before the first they are the base and its value
  // model.
  std::unique_ptr<Networks> Learner(size_t learner, int round) const {
    if (round == 0) return LoadNetworks();
    const std::string name = RoundName(round) + "_" + kLearners[learner];
    const bool learned = LearnsValue(options_.self, learner);
    return With(Weights(name, false)(), Weights(learned ? name + "_value" : "value", true)());
  }
  static std::string RoundName(int round) { return "round" + std::to_string(round); }

  void Round(int round) {
    Once(RoundName(round), [&](base::Json* result) {
      Cost cost;
      const auto load = [&](size_t learner) { return Learner(learner, round - 1); };
      const auto keep = [&](size_t learner, Networks* networks) {
        Sign(networks->policy.get());
        const std::string name = Key(RoundName(round)) + "_" + kLearners[learner];
        arms_.KeepWeights(name, networks->policy.get(), round);
        if (!LearnsValue(options_.self, learner)) return;
        arms_.KeepWeights(name + "_value", networks->value.get(), round);
      };
      (*result)["metrics"] =
          SelfTrainingRound(options_, world_, StepTree(), round, Draws("round"), load, keep, &cost);
      (*result)["cost"] = ToJson(cost);
    });
  }

  void EvaluateLearners() {
    for (const std::string learner : kLearners) {
      arms_.Evaluate(Key("end_" + learner),
                     Weights(RoundName(options_.self.rounds) + "_" + learner, false));
    }
  }

  const int operands_;
  const SearchWorld& world_;
  const model::ModelConfig config_;
  SeedArms& arms_;
  const experiments::SeedContext& context_;
  const LoadPolicy base_;
  std::string stage_;  // under way
};

// OPS-K: long chains, and a value model that can be held against Bayes.
class OpsRun : public WorldRun {
 public:
  OpsRun(const MctsOptions& options, const World& world, const model::ModelConfig& config,
         SeedArms* arms, LoadPolicy base)
      : WorldRun(options, world.task().operands(), world, config, arms, std::move(base)),
        world_(world) {}

  // The base of a world, made from nothing.
  static void Pretrain(const MctsOptions& options, const World& world,
                       const model::ModelConfig& config, const std::string& stage, SeedArms* arms) {
    const experiments::PretrainOptions& pretrain = options.training.pretrain;
    experiments::SftStage sft;
    sft.steps = pretrain.steps;
    sft.sft = experiments::PretrainSft(pretrain, options.training.micro_batch_tokens);
    sft.documents = [&](int64_t step) {
      std::vector<train::Document> documents;
      for (int64_t i = 0; i < pretrain.documents; ++i) {
        micro::OpsKDocument document =
            world.corpus().Document(static_cast<uint64_t>(step * pretrain.documents + i));
        // The prompt is random: nothing in it can be learned.
        documents.push_back({std::move(document.tokens), world.task().prompt_tokens()});
      }
      return documents;
    };
    const auto start = [&] {
      return experiments::NewPolicy(config, arms->context().seed, options.training.transformer);
    };
    arms->Sft(stage, start, std::move(sft), /*evaluate=*/false);
  }

 protected:
  base::Json Audit(uint64_t seed, Networks* networks) const override {
    return AuditValue(world_, options_.audit_samples, seed, networks);
  }
  SearchResult Plain(const std::string& name, std::span<const Prompt> prompts, uint64_t seed,
                     Networks* networks) const override {
    if (name != "chains") return WorldRun::Plain(name, prompts, seed, networks);
    return LongChains(world_, prompts, options_.budgets.largest(), seed, networks);
  }

 private:
  const World& world_;
};

void RunOperands(const MctsOptions& options, const experiments::SeedContext& context,
                 int operands) {
  WorldOptions chosen = options.world;
  chosen.task.operands = operands;
  const World world(chosen, context.seed);
  const model::ModelConfig config = experiments::MicroModelConfig(
      options.training.model, world.vocabulary(), world.context_tokens());
  SeedArms arms(context, world, experiments::SettingsFor(options.training));
  const std::string pretrain = StageKey(operands, "pretrain");
  OpsRun::Pretrain(options, world, config, pretrain, &arms);
  const LoadPolicy base = arms.Weights(pretrain, config, options.training.transformer);
  OpsRun(options, world, config, &arms, base).Run();
}

// A real model.
class TextRun : public WorldRun {
 public:
  TextRun(const MctsOptions& options, const TextWorld& world, const model::ModelConfig& config,
          SeedArms* arms, LoadPolicy base)
      : WorldRun(options, kNoOperands, world, config, arms, std::move(base)), world_(world) {}

 protected:
  base::Json Audit(uint64_t seed, Networks* networks) const override {
    return AuditSteps(world_, options_.audit_samples, seed, networks);
  }

 private:
  const TextWorld& world_;
};

void RunText(const MctsOptions& options, const experiments::SeedContext& context) {
  const experiments::TrainingOptions& training = options.training;
  const experiments::TextEnvironment environment(training.text, training.transformer, context.seed);
  const model::ModelConfig config = environment.text_model().transformer->config();
  const TextWorld world(environment, options.world.tune_prompts, config.eos_token_ids);
  const experiments::ArmSettings settings =
      experiments::TextSettingsFor(training, environment.text_model());
  SeedArms arms(context, world, settings);
  TextRun(options, world, config, &arms, [&environment] { return environment.LoadModel(); }).Run();
}

}  // namespace

std::string StageKey(int operands, const std::string& stage) {
  return operands == kNoOperands ? stage : "k" + std::to_string(operands) + "_" + stage;
}

void RunSeed(const MctsOptions& options, const experiments::SeedContext& context) {
  if (!options.micro()) {
    RunText(options, context);
    return;
  }
  for (const int operands : options.operands) RunOperands(options, context, operands);
}

}  // namespace r1bench::mcts
