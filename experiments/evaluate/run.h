// One evaluation: suites x model -> samples -> report, resumable at any response.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_

#include <memory>
#include <string>
#include <vector>

#include "experiments/common/run_folder.h"
#include "experiments/evaluate/exam.h"
#include "experiments/evaluate/options.h"
#include "experiments/evaluate/subject.h"
#include "reports/report.h"

namespace r1bench::evaluate {

// Everything an evaluation reads. Loaded before the run folder is made, so that bad input costs
// nothing and leaves nothing behind.
struct Inputs {
  std::vector<Exam> exams = {};
  Subject subject = {};
  std::vector<reports::DataSource> data = {};  // all of the above by hash or version
};

// Throws base::Error or base::UsageError that says what is wrong with a file or a flag.
Inputs LoadInputs(const EvaluateOptions& options);

// Asks, judges, writes the report, and rating.json for suites in contests. Every response is logged
// in samples.jsonl as it ends; those that are there already (a resumed run) are not asked for
// again. A failure or a signal leaves a report with that status and everything that was finished.
// Throws base::Error if `folder` belongs to a run with other inputs.
reports::Report RunEvaluate(const EvaluateOptions& options, Inputs inputs,
                            std::shared_ptr<experiments::RunFolder> folder);

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
