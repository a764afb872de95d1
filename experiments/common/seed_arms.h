// The arms of one seed over one environment: each trains from given weights, keeps what came out,
// is evaluated, and is a stage that a resumed run skips when done.
//
// A finished stage's result: {"metrics": Evaluation::metrics (and what `more` adds), "audit",
// "samples": some greedy responses, "cost": of its training}.
#ifndef R1BENCH_EXPERIMENTS_COMMON_SEED_ARMS_H_
#define R1BENCH_EXPERIMENTS_COMMON_SEED_ARMS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/common/environment.h"
#include "experiments/common/evaluation.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/rl_stage.h"
#include "experiments/common/sft_stage.h"

namespace r1bench::experiments {

// The name of a stage of a seed: "1/rl".
std::string StageName(uint64_t seed, const std::string& stage);

struct ArmSettings {
  int eval_samples = 16;  // k responses a held-out prompt, for pass@1, pass@k and the majority
  int64_t checkpoint_steps = 20;  // RL steps; of SFT steps, which are shorter, ten times that
  int64_t micro_batch_tokens = 8192;
  bool print_pace = false;
  // Makes the engine that samples from a policy. Empty: MicroEngine.
  std::function<std::unique_ptr<model::LocalEngine>(const Policy&)> engine = {};
  // Adds metrics of the experiment's own to those of an evaluated stage; may be empty. `rows` are
  // the stage's rows of metrics.jsonl.
  std::function<void(const std::string& stage, const Evaluation& evaluation,
                     const std::vector<base::Json>& rows, base::Json* metrics)>
      more = {};
  // Adds metrics that need the stage's model itself, such as scores on other suites.
  std::function<void(model::TextGenerator* generator, base::Json* metrics)> benchmarks = {};
};

class SeedArms {
 public:
  // All must outlive this.
  SeedArms(const SeedContext& context, const Environment& environment, const ArmSettings& settings)
      : context_(context), environment_(environment), settings_(settings) {}

  // Evaluates weights as they are.
  void Evaluate(const std::string& stage, const LoadPolicy& load);
  // Next-token training or fine-tuning from `load`: sft.stage, metric and checkpoint_steps are set
  // here. The weights are kept; without `evaluate` the result has only the cost.
  void Sft(const std::string& stage, const LoadPolicy& load, SftStage sft, bool evaluate);
  // GRPO from `load`.
  void Rl(const std::string& stage, const LoadPolicy& load, const RlOptions& options,
          const RewardRule& reward = {});

  // Weights of a finished stage (Sft, Rl), or kept under that name by KeepWeights.
  LoadPolicy Weights(const std::string& stage, const model::ModelConfig& config,
                     const model::TransformerOptions& options = {}) const;
  void KeepWeights(const std::string& stage, model::Transformer* policy, int64_t step) const;
  bool Finished(const std::string& stage) const;
  const base::Json& Result(const std::string& stage) const;

  const SeedContext& context() const { return context_; }
  const Environment& environment() const { return environment_; }
  std::unique_ptr<model::LocalEngine> Engine(const Policy& policy) const;
  // {"seed": ..., "arm": arm} and the row.
  base::Json Labelled(const std::string& arm, base::Json row) const;

 private:
  std::string Name(const std::string& stage) const { return StageName(context_.seed, stage); }
  std::string WeightsFolder(const std::string& stage) const;
  void Finish(const std::string& stage, const Policy& policy, const Cost* cost);
  void LogGreedy(const std::string& stage, const EvaluatedSample& sample) const;

  const SeedContext& context_;
  const Environment& environment_;
  const ArmSettings settings_;
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_SEED_ARMS_H_
