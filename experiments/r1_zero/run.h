// r1_zero as an experiment: what it reads, what a seed does, and the report of it.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/r1_zero/options.h"
#include "reports/report.h"

namespace r1bench::r1_zero {

// Throws base::UsageError if this scale can only be planned (paper), base::Error if the model or
// the prompt template is not there or the options of the world make no sense.
experiments::ExperimentSpec Experiment(const R1ZeroOptions& options);

// What came out, in words and one small table, for a newcomer.
std::string Summary(const R1ZeroOptions& options, const reports::Report& report);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_
