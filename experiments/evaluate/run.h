// One evaluation: suites x model -> samples -> report, resumable at any response.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_

#include <memory>
#include <string>
#include <vector>

#include "data/prompt.h"
#include "eval/suite.h"
#include "experiments/common/run_folder.h"
#include "experiments/evaluate/options.h"
#include "experiments/evaluate/subject.h"
#include "reports/report.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::evaluate {

// Everything an evaluation reads. Loaded before the run folder is made, so that bad input costs
// nothing and leaves nothing behind.
struct Inputs {
  data::PromptTemplate prompt;
  verifiers::MathVerifier verifier = {};
  std::vector<eval::Suite> suites = {};  // every reference answer can be read
  Subject subject = {};
  std::vector<reports::DataSource> data = {};  // all of the above by hash or version
};

// Throws base::Error or base::UsageError that says what is wrong with a file or a flag.
Inputs LoadInputs(const EvaluateOptions& options);

// Asks, judges, writes the report. Every response is logged in samples.jsonl as it ends; those that
// are there already (a resumed run) are not asked for again. A failure or a signal leaves a report
// with that status and everything that was finished. Throws base::Error if `folder` belongs to a
// run with other inputs.
reports::Report RunEvaluate(const EvaluateOptions& options, Inputs inputs,
                            std::shared_ptr<experiments::RunFolder> folder);

// Scores and intervals as a table for the terminal.
std::string Summary(const reports::Report& report);

// --dry_run: what would be asked of whom.
std::string PlanText(const EvaluateOptions& options);

// --list: suites and models.
std::string ListText();

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_RUN_H_
