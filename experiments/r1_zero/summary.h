// The report of a run, from what its stages left; and its summary for the terminal.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_SUMMARY_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_SUMMARY_H_

#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/stages.h"
#include "experiments/r1_zero/options.h"
#include "reports/report.h"

namespace r1bench::r1_zero {

// `rows`: those of metrics.jsonl. Stages that are not finished are left out.
reports::Report BuildReport(const R1ZeroOptions& options, const experiments::Stages& stages,
                            const std::vector<base::Json>& rows);

// What came out, in words and one small table, for a newcomer.
std::string Summary(const reports::Report& report);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_SUMMARY_H_
