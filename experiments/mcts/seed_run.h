// One seed of mcts. For every number of operands K, ascending, the stages
//
//   kK_pretrain   the base, from nothing
//   kK_base       its evaluation and audit
//   kK_value      the value model, and its audit by depth
//   kK_tune       exploration constants, on the tuning prompts
//   kK_samples, kK_chains, kK_<tree arm>   the searches (chains.h, arms.h)
//
// and for the headline K
//
//   kK_rl, kK_rl_samples   GRPO on the outcome, and samples of that policy
//   kK_round1 ...          self-training (self_training.h)
//
// A stage is done whole: all but pre-training and RL, which keep checkpoints, take seconds.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/mcts/options.h"

namespace r1bench::mcts {

// "k4_samples".
std::string StageKey(int operands, const std::string& stage);

void RunSeed(const MctsOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_
