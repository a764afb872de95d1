// --dry_run of cold_start.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_PLAN_H_
#define R1BENCH_EXPERIMENTS_COLD_START_PLAN_H_

#include <string>

#include "experiments/cold_start/options.h"

namespace r1bench::cold_start {

// Stages, tokens, operations, memory and time of a run, as text for a person.
std::string DescribePlan(const ColdStartOptions& options);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_PLAN_H_
