// What one run of mcts is: a pure function of these options.
#ifndef R1BENCH_EXPERIMENTS_MCTS_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_MCTS_OPTIONS_H_

#include <cstdint>
#include <vector>

#include "experiments/common/training_flags.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/value_model.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {

struct SelfTrainingOptions {
  int rounds = 3;
  int prompts = 288;                    // a round, from the training prompts
  int64_t tokens = 128;                 // searched a prompt
  int traces_per_prompt = 4;            // at most so many different right texts are kept
  int64_t steps = 120, documents = 32;  // of fine-tuning, a round
  double learning_rate = 3e-4;
  int64_t value_steps = 64;  // the tree's value model goes on learning, a round
};

// What stands for K where there is none: problems in text.
inline constexpr int kNoOperands = 0;

struct MctsOptions {
  experiments::TrainingOptions training;
  // Ascending; each has a base and a value model of its own. Text: kNoOperands alone.
  std::vector<int> operands;
  int headline = 4;    // where value, inference, cap and self-training are asked
  WorldOptions world;  // world.task.operands is set from `operands`
  ValueOptions value;
  Budgets budgets;
  std::vector<double> explorations;  // c, chosen on the tuning prompts
  int cap = 4;                       // children a node of the capped tree
  int audit_samples = 32;            // texts a prompt on which the value model is audited
  bool rl_arm = true;
  SelfTrainingOptions self;

  bool micro() const { return training.scale == experiments::Scale::kMicro; }
  int largest() const { return operands.back(); }
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_OPTIONS_H_
