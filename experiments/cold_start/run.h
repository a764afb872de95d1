// cold_start as an experiment: what it reads, what a seed does, and the report of it.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_RUN_H_
#define R1BENCH_EXPERIMENTS_COLD_START_RUN_H_

#include <string>

#include "experiments/cold_start/options.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/stage_report.h"
#include "reports/report.h"

namespace r1bench::cold_start {

// Throws base::UsageError if this scale can only be planned (paper), base::Error if the model or
// the prompt template is not there or the options of the world make no sense.
experiments::ExperimentSpec Experiment(const ColdStartOptions& options);

// What the report shows.
experiments::StageReportSpec ReportSpec(const ColdStartOptions& options);
// What came out, in words and one small table, for a newcomer.
std::string Summary(const ColdStartOptions& options, const reports::Report& report);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_RUN_H_
