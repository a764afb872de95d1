// The whole experiment: what it runs and what its report shows.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/r1_pipeline/options.h"
#include "reports/report.h"

namespace r1bench::r1_pipeline {

// Throws base::UsageError if this scale can only be planned (paper), base::Error if the model or
// the prompt template of the small scale is not there.
experiments::ExperimentSpec Experiment(const PipelineOptions& options);

// For the terminal: what came out, and the report's own stage table beside it.
std::string Summary(const PipelineOptions& options, const reports::Report& report);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_RUN_H_
