// One seed of r1_zero: base, evaluation, arms, each a stage that a resumed run skips when done.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_

#include "experiments/common/experiment_run.h"
#include "experiments/r1_zero/options.h"

namespace r1bench::r1_zero {

// Results are left in context.stages: "<seed>/pretrain" and "<seed>/base", "/rl", "/null",
// "/weak_base", "/weak_rl" (see experiments/common/seed_arms.h).
void RunSeed(const R1ZeroOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_
