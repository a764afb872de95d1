// prm as an experiment: what it reads, what a seed does, and the report of it.
#ifndef R1BENCH_EXPERIMENTS_PRM_RUN_H_
#define R1BENCH_EXPERIMENTS_PRM_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/prm/options.h"
#include "reports/report.h"

namespace r1bench::prm {

// Throws base::UsageError if this scale can only be planned.
experiments::ExperimentSpec Experiment(const PrmOptions& options);

// What came out, in words and one small table, for a newcomer.
std::string Summary(const PrmOptions& options, const reports::Report& report);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_RUN_H_
