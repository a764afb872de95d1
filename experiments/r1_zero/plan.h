// --dry_run: what a run would do, what it would need, and nothing else.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_

#include <string>

#include "experiments/r1_zero/options.h"

namespace r1bench::r1_zero {

// Stages, tokens, floating-point operations, memory and a time estimate with its assumptions, as
// text for a person.
std::string DescribePlan(const R1ZeroOptions& options);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_PLAN_H_
