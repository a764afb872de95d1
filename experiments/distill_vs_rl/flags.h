// distill_vs_rl's flags as options. The numbers of a scale stand in its flagfile, which is the
// experiment's declaration; the flags' own defaults, which --help shows, are those of micro.flags.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FLAGS_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FLAGS_H_

#include "experiments/common/run_flags.h"
#include "experiments/distill_vs_rl/options.h"

namespace r1bench::distill_vs_rl {

// Throws base::UsageError, naming the flag, on values that make no sense together.
DistillOptions OptionsFromFlags(const experiments::RunOptions& run);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FLAGS_H_
