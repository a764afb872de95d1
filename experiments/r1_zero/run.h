// The whole experiment: for every seed a base, an evaluation, the arms; then findings and report.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_

#include <memory>
#include <string>

#include "experiments/common/run_folder.h"
#include "experiments/r1_zero/options.h"
#include "reports/report.h"

namespace r1bench::r1_zero {

// Throws base::UsageError if this scale can only be planned (paper), base::Error if the model or
// the prompt template is not there: before a run folder is made.
void RequireRunnable(const R1ZeroOptions& options);

// Runs (or goes on with) the experiment in `folder` and returns its report, which it has also
// written there. The page is written again as the run goes on, and once more by base::OnFailure's
// hook when an exception ends it. Throws base::Interrupted, after a checkpoint, when the process is
// asked to stop.
reports::Report RunR1Zero(const R1ZeroOptions& options,
                          std::shared_ptr<experiments::RunFolder> folder);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_RUN_H_
