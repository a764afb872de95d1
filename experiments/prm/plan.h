// --dry_run: what a run of prm would do and need.
#ifndef R1BENCH_EXPERIMENTS_PRM_PLAN_H_
#define R1BENCH_EXPERIMENTS_PRM_PLAN_H_

#include <string>

#include "experiments/prm/options.h"

namespace r1bench::prm {

std::string DescribePlan(const PrmOptions& options);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_PLAN_H_
