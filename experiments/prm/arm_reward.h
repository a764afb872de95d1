// The reward of an arm, rollout by rollout, and what is true of it.
//
//   reward = (1 − w) · form(step scores) + w · outcome        w = 0 unless the arm says -outcome
//
// Besides the reward it gives each rollout's row:
//   proxy            mean of form(step scores): what the arm maximises, without the outcome
//   valid, progress  the same form of the exact labels: what the proxy stands for, in truth. (Arms
//                    without a form: the mean.) Where the world knows exact labels
//   auc_valid, auc_hit   how well learned scores still rank the policy's own steps
//   kl_base          log p(policy) − log p(base) of a response, mean, both at the temperature that
//                    it was sampled at: estimates the KL divergence
//   outcome_part     with -outcome: the outcome's part of the reward's variance within groups
//   scored_tokens, rollout_tokens   what the judge read and sampled
#ifndef R1BENCH_EXPERIMENTS_PRM_ARM_REWARD_H_
#define R1BENCH_EXPERIMENTS_PRM_ARM_REWARD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/common/cost.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/rl_stage.h"
#include "experiments/prm/arms.h"
#include "experiments/prm/reward_models.h"
#include "experiments/prm/step_world.h"
#include "experiments/prm/traces.h"

namespace r1bench::prm {

struct RefreshOptions {
  int64_t every = 15;  // RL steps
  RewardModelTraining training = {.steps = 60};
};

struct ArmRewardContext {
  const StepWorld* world = nullptr;                // that cuts as the source does
  experiments::Policy base;                        // for kl_base
  model::TextGenerator* base_generator = nullptr;  // for rollouts
  experiments::LoadPolicy load_model;              // of a learned source
  const std::vector<Trace>* traces = nullptr;      // of the base, cut so, mixed into a refresh
  double outcome_weight = 0.1;
  int rollouts = 4;
  float temperature = 1;  // at which the rollouts to be rewarded are sampled
  int64_t micro_batch_tokens = 8192;
  uint64_t seed = 0;  // of the arm
  RefreshOptions refresh;
  // Where a refreshed model is kept, by the step it was refreshed before: a resumed arm finds it.
  std::function<std::string(int64_t step)> refresh_folder;
};

class ArmReward {
 public:
  // Everything in `context` must outlive this.
  ArmReward(const Arm& arm, const ArmRewardContext& context);

  // A function of the rollout and the context alone (experiments::RewardRule). What the judge
  // reads, samples and is trained on goes into the rollout's cost; kl_base, a measurement, does
  // not.
  base::Json operator()(const experiments::JudgedRollout& judged);

 private:
  using StepScores = std::vector<std::vector<double>>;  // a response, a step

  StepScores Scores(const std::vector<Trace>& traces, int64_t step);
  StepScores RolloutScores(std::vector<Trace> traces, int64_t step);
  // With rollouts of the base.
  void Label(uint64_t seed, std::vector<Trace>* traces);
  void PrepareModel(const std::vector<Trace>& traces, int64_t step);
  experiments::Policy LoadVersion(int64_t version) const;
  void Refresh(const std::vector<Trace>& traces, int64_t step);
  // Sets the rewards; returns what is known of them.
  base::Json SetRewards(const std::vector<Trace>& traces, const StepScores& scores,
                        train::Rollout* rollout) const;
  double KlToBase(const train::Rollout& rollout);

  const Arm arm_;
  const ArmRewardContext context_;
  experiments::Policy model_;
  int64_t model_version_ = -1;  // of model_: the step it was refreshed before; 0: as it was trained
  experiments::Cost cost_;      // of judging the rollout at hand
};

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_ARM_REWARD_H_
