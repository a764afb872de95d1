// One seed of mcts. At micro scale, for every number of operands K, ascending, the stages
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
// A real model has the same stages, by their names alone, without pretrain, chains and token trees,
// and after the last round
//
//   end_<learner>   what became of each learner: its evaluation, benchmarks included
//
// A stage is done whole, but for pre-training and RL, which keep checkpoints. At micro scale it
// takes seconds.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/mcts/options.h"

namespace r1bench::mcts {

// "k4_samples"; "samples" where there are no operands.
std::string StageKey(int operands, const std::string& stage);

void RunSeed(const MctsOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SEED_RUN_H_
