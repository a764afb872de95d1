// A run of mcts: seeds, report, summary.
#ifndef R1BENCH_EXPERIMENTS_MCTS_RUN_H_
#define R1BENCH_EXPERIMENTS_MCTS_RUN_H_

#include <string>

#include "experiments/common/experiment_run.h"
#include "experiments/mcts/options.h"

namespace r1bench::mcts {

// Throws base::UsageError if the scale can only be planned.
experiments::ExperimentSpec Experiment(const MctsOptions& options);

std::string Summary(const MctsOptions& options, const reports::Report& report);

// --dry_run.
std::string DescribePlan(const MctsOptions& options);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_RUN_H_
