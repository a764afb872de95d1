// What evaluate prints: the scores at the end, the plan, the list of suites and models.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_TEXT_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_TEXT_H_

#include <string>
#include <string_view>

#include "experiments/evaluate/options.h"
#include "reports/report.h"

namespace r1bench::evaluate {

// Between a suite's name and that of a part in a metric's group: "SUITE by LABEL: VALUE".
inline constexpr std::string_view kBy = " by ";

// Scores and intervals as a table for the terminal, with the report's notes.
std::string Summary(const reports::Report& report);

// --dry_run: what would be asked of whom.
std::string PlanText(const EvaluateOptions& options);

// --list: suites and models.
std::string ListText();

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_TEXT_H_
