// --dry_run: what a run of distill_vs_rl would do and need.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_PLAN_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_PLAN_H_

#include <string>

#include "experiments/distill_vs_rl/options.h"

namespace r1bench::distill_vs_rl {

std::string DescribePlan(const DistillOptions& options);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_PLAN_H_
