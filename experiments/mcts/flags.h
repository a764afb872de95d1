// Flags of mcts -> options. Those that all training experiments share: common/training_flags.h.
#ifndef R1BENCH_EXPERIMENTS_MCTS_FLAGS_H_
#define R1BENCH_EXPERIMENTS_MCTS_FLAGS_H_

#include "experiments/common/run_flags.h"
#include "experiments/mcts/options.h"

namespace r1bench::mcts {

// Throws base::UsageError, naming the flag, on values that make no sense.
MctsOptions OptionsFromFlags(const experiments::RunOptions& run);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_FLAGS_H_
