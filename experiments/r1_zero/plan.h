// --dry_run: what a run of r1_zero would do and need.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_

#include <string>

#include "experiments/r1_zero/options.h"

namespace r1bench::r1_zero {

std::string DescribePlan(const R1ZeroOptions& options);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_
