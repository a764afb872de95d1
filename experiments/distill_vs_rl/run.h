// distill_vs_rl as an experiment: what it reads, what a seed does, and the report of it.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_RUN_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/distill_vs_rl/options.h"
#include "reports/report.h"

namespace r1bench::distill_vs_rl {

// Throws base::UsageError if this scale can only be planned (paper), base::Error if a model, the
// teacher's completions or the prompt template is not there or the options of the world make no
// sense.
experiments::ExperimentSpec Experiment(const DistillOptions& options);

// What came out, in words and one small table, for a newcomer.
std::string Summary(const DistillOptions& options, const reports::Report& report);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_RUN_H_
