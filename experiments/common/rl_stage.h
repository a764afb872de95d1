// GRPO from given weights as a stage: the arms of every RL experiment. They differ in the weights
// they start from and in the reward.
#ifndef R1BENCH_EXPERIMENTS_COMMON_RL_STAGE_H_
#define R1BENCH_EXPERIMENTS_COMMON_RL_STAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/common/environment.h"
#include "experiments/common/stages.h"
#include "model/generator.h"
#include "model/transformer.h"
#include "train/policy_loss.h"
#include "train/rollout.h"

namespace r1bench::experiments {

struct RlOptions {
  int64_t steps = 0;     // optimizer steps in all
  double max_flops = 0;  // ends after the rollout that reaches so many operations; 0: no limit
  int questions_per_step = 0;  // a rollout takes questions_per_step * steps_per_rollout
  int steps_per_rollout = 1;   // mini-batches a rollout is split into
  int inner_epochs = 1;        // passes over a rollout
  int group_size = 0;          // responses a question
  double learning_rate = 0, adam_beta2 = 0.95, weight_decay = 0, max_grad_norm = 0;
  double temperature = 1.0;
  bool normalize_std = true;
  bool process_supervision = false;  // advantages a token, from step rewards that the rule sets
  train::PolicyLossOptions loss;
  int64_t reference_refresh_steps = 0;  // optimizer steps; 0: never

  int64_t updates_per_rollout() const { return int64_t{steps_per_rollout} * inner_epochs; }
};

// A rollout with the environment's judgement of each trajectory, in the same order. The rewards
// are set to the outcomes' when a reward rule sees it.
struct JudgedRollout {
  train::Rollout* rollout = nullptr;
  const std::vector<int64_t>* prompts = nullptr;  // index in the training split, one a question
  const std::vector<Outcome>* outcomes = nullptr;
  int64_t step = 0;  // optimizer steps done before this rollout
  // What the rule itself spends goes here: tokens and operations of reward models, rollouts, their
  // training. Not seconds: the stage's clock runs meanwhile.
  Cost* cost = nullptr;
};

// Sets the reward of every trajectory; returns numbers for the step's row (a proxy's score, say).
// Must be a function of the rollout, of the arm's options and of models that belong to the run.
using RewardRule = std::function<base::Json(const JudgedRollout&)>;

// A fair coin, keyed by the response it judges: the control that must teach nothing. `stream` names
// the experiment, so that no two share their coins.
RewardRule CoinFlipReward(uint64_t seed, const std::string& stream);

struct RlStage {
  std::string stage;       // "1/rl"
  std::string arm;         // "rl": keys the arm's draws and labels its rows
  std::string experiment;  // "r1_zero": keys the draws, too
  uint64_t seed = 0;
  RewardRule reward = {};  // empty: the outcome's reward
  int64_t checkpoint_steps = 20;
  int64_t micro_batch_tokens = 8192;
  bool print_pace = false;  // say at the end what a step took: a short run tells of a long one

  std::function<void(base::Json)> metric;             // one row a rollout
  std::function<void(base::Json)> sample;             // one row a response; may be empty
  std::function<void(int64_t step)> after_step = {};  // optimizer steps done; may be empty
};

// The seed of an arm's draws. Arms of one seed draw independently.
uint64_t ArmSeed(const std::string& experiment, const std::string& arm, uint64_t seed);

// Trains `policy` (its weights at the start, the checkpoint's when resumed) up to the last step and
// signs tokens, rewards, losses and the final weights; returns what it cost, an interrupted part
// included. Does not finish the stage: the caller evaluates first. `generator` must sample from
// `policy`. Throws base::Interrupted, after a checkpoint, when the process is asked to stop.
Cost RunRlStage(const RlOptions& options, const RlStage& stage, const Environment& environment,
                model::Transformer* policy, model::TextGenerator* generator, Stages* stages);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_RL_STAGE_H_
