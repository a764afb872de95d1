#include "experiments/mcts/seed_run.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "base/rng.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/seed_arms.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/chains.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/self_training.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

using experiments::Cost;
using experiments::LoadPolicy;
using experiments::SeedArms;

constexpr size_t kShownTexts = 12;

// The stages of one K of one seed.
class WorldRun {
 public:
  WorldRun(const MctsOptions& options, const experiments::SeedContext& context, int operands)
      : options_(options),
        context_(context),
        operands_(operands),
        world_(WorldOf(options, operands), context.seed),
        config_(experiments::MicroModelConfig(options.training.model, world_.vocabulary(),
                                              world_.context_tokens())),
        arms_(context, world_, experiments::SettingsFor(options.training)) {}

  static WorldOptions WorldOf(const MctsOptions& options, int operands) {
    WorldOptions world = options.world;
    world.task.operands = operands;
    return world;
  }

  void Run() {
    Pretrain();
    arms_.Evaluate(Key("base"), Base());
    Value();
    Once("tune", [&](base::Json* result) {
      const auto networks = LoadNetworks();
      (*result)["metrics"] = Tune(options_, world_, Draws("tune"), networks.get());
    });
    Searches();
    if (operands_ != options_.headline) return;
    if (options_.rl_arm) RlArm();
    for (int round = 1; round <= options_.self.rounds; ++round) Round(round);
  }

 private:
  std::string Key(const std::string& stage) const { return StageKey(operands_, stage); }
  uint64_t Draws(const std::string& stage) const {
    return base::Rng(context_.seed, "mcts/" + Key(stage)).U64();
  }
  LoadPolicy Weights(const std::string& stage, bool value) const {
    const model::ModelConfig config = value ? train::ValueHeadConfig(config_) : config_;
    return arms_.Weights(Key(stage), config, options_.training.transformer);
  }
  LoadPolicy Base() const { return Weights("pretrain", false); }
  std::unique_ptr<Networks> LoadNetworks() const {
    return std::make_unique<Networks>(Base()(), Weights("value", true)());
  }

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

  void Pretrain() {
    const experiments::PretrainOptions& pretrain = options_.training.pretrain;
    experiments::SftStage stage;
    stage.steps = pretrain.steps;
    stage.sft = experiments::PretrainSft(pretrain, options_.training.micro_batch_tokens);
    stage.documents = [this](int64_t step) {
      std::vector<train::Document> documents;
      const int64_t count = options_.training.pretrain.documents;
      for (int64_t i = 0; i < count; ++i) {
        micro::OpsKDocument document =
            world_.corpus().Document(static_cast<uint64_t>(step * count + i));
        // The prompt is random: nothing in it can be learned.
        documents.push_back({std::move(document.tokens), world_.task().prompt_tokens()});
      }
      return documents;
    };
    const auto start = [this] {
      return experiments::NewPolicy(config_, context_.seed, options_.training.transformer);
    };
    arms_.Sft(Key("pretrain"), start, std::move(stage), /*evaluate=*/false);
  }

  void Value() {
    Once("value", [&](base::Json* result) {
      const experiments::Policy policy = Base()();
      Networks networks(policy, NewValueModel(policy));
      const Cost cost = TrainValue(
          options_.value, world_, Draws("value"), &networks,
          [&](base::Json row) { context_.metric(arms_.Labelled(Key("value"), std::move(row))); });
      arms_.KeepWeights(Key("value"), networks.value.get(), options_.value.steps);
      Sign(networks.value.get());
      (*result)["metrics"] =
          AuditValue(world_, options_.audit_samples, Draws("value_audit"), &networks);
      (*result)["cost"] = ToJson(cost);
    });
  }

  // The text that the value model would choose at the end, for some prompts.
  base::Json ShownTexts(const SearchResult& found) const {
    base::Json samples = base::Json::array();
    for (size_t i = 0; i < std::min(kShownTexts, found.found.size()); ++i) {
      const micro::OpsKPrompt& prompt = world_.held_out()[i];
      const Finished* best = nullptr;
      for (const Finished& finished : found.found[i]) {
        if (best == nullptr || finished.value > best->value) best = &finished;
      }
      const micro::OpsVocabulary& vocabulary = world_.task().vocabulary();
      const std::vector<int32_t> path = best != nullptr ? best->path : std::vector<int32_t>();
      const experiments::Outcome outcome = world_.JudgeOne(prompt, path);
      samples.push_back({{"id", world_.task().PromptId(prompt)},
                         {"prompt", vocabulary.Decode(world_.task().PromptTokens(prompt))},
                         {"response", vocabulary.Decode(path)},
                         {"status", best != nullptr ? outcome.status : "nothing finished"},
                         {"correct", outcome.correct}});
      base::Json row = samples.back();
      row["reward"] = outcome.reward;
      context_.folder->Sample(arms_.Labelled(stage_, std::move(row)));
    }
    return samples;
  }

  void Report(const SearchResult& found, bool tree, base::Json* result) const {
    base::Json metrics = Score(world_, world_.held_out(), found.found, options_.budgets, tree);
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
    const int64_t budget = options_.budgets.largest();
    Once("samples", [&](base::Json* result) {
      const auto networks = LoadNetworks();
      Report(SampleTexts(world_, world_.held_out(), budget, Draws("samples"), networks.get()),
             /*tree=*/false, result);
    });
    Once("chains", [&](base::Json* result) {
      const auto networks = LoadNetworks();
      Report(LongChains(world_, world_.held_out(), budget, Draws("chains"), networks.get()),
             /*tree=*/false, result);
    });
    for (const TreeArm& arm : TreeArms(options_)) {
      Once(arm.name, [&](base::Json* result) {
        const auto networks = LoadNetworks();
        Report(SearchTexts(Tuned(arm, Tuning()), world_, world_.held_out(), Draws(arm.name),
                           networks.get()),
               /*tree=*/true, result);
      });
    }
  }

  const base::Json& Tuning() const { return arms_.Result(Key("tune")).at("metrics"); }

  void RlArm() {
    arms_.Rl(Key("rl"), Base(), options_.training.rl);
    Once("rl_samples", [&](base::Json* result) {
      Networks networks(Weights("rl", false)(), Weights("value", true)());
      Report(SampleTexts(world_, world_.held_out(), options_.budgets.largest(), Draws("rl_samples"),
                         &networks),
             /*tree=*/false, result);
    });
  }

  TextSearchOptions StepTree() const {
    for (const TreeArm& arm : TreeArms(options_)) {
      if (arm.name == "step_puct") return Tuned(arm, Tuning());
    }
    base::Fail("expected an arm step_puct");
  }

  void Round(int round) {
    const std::string stage = "round" + std::to_string(round);
    const std::string former = "round" + std::to_string(round - 1);
    Once(stage, [&](base::Json* result) {
      std::vector<std::unique_ptr<Networks>> networks;
      std::vector<Networks*> pointers;
      for (const std::string learner : kLearners) {
        networks.push_back(round == 1 ? LoadNetworks()
                                      : std::make_unique<Networks>(
                                            Weights(former + "_" + learner, false)(),
                                            Weights(former + "_" + learner + "_value", true)()));
        pointers.push_back(networks.back().get());
      }
      Cost cost;
      (*result)["metrics"] =
          SelfTrainingRound(options_, world_, StepTree(), round, Draws("round"), pointers, &cost);
      (*result)["cost"] = ToJson(cost);
      for (size_t i = 0; i < networks.size(); ++i) {
        Sign(networks[i]->policy.get());
        const std::string name = Key(stage) + "_" + kLearners[i];
        arms_.KeepWeights(name, networks[i]->policy.get(), round);
        arms_.KeepWeights(name + "_value", networks[i]->value.get(), round);
      }
    });
  }

  const MctsOptions& options_;
  const experiments::SeedContext& context_;
  const int operands_;
  const World world_;
  const model::ModelConfig config_;
  SeedArms arms_;
  std::string stage_;  // under way
};

}  // namespace

std::string StageKey(int operands, const std::string& stage) {
  return "k" + std::to_string(operands) + "_" + stage;
}

void RunSeed(const MctsOptions& options, const experiments::SeedContext& context) {
  for (const int operands : options.operands) WorldRun(options, context, operands).Run();
}

}  // namespace r1bench::mcts
