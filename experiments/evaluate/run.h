// One evaluation: suites x model -> samples -> report, resumable at any response.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_

#include <string>

#include "experiments/common/run_folder.h"
#include "experiments/evaluate/options.h"
#include "reports/report.h"

namespace r1bench::evaluate {

// Suites are loaded and every reference answer is read before the model is, so that bad input costs
// nothing. Every response is in samples.jsonl as soon as it ends.
reports::Report RunEvaluate(const EvaluateOptions& options, experiments::RunFolder* folder);

// Scores and intervals as a table for the terminal.
std::string Summary(const reports::Report& report);

// --dry_run: what would be asked of whom.
std::string PlanText(const EvaluateOptions& options);

// --list: suites and models.
std::string ListText();

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
