// A whole run of an experiment: every seed's stages, the page kept up to date, and a report at the
// end, whether the run ends well or not.
#ifndef R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_RUN_H_
#define R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_RUN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/run_flags.h"
#include "experiments/common/run_folder.h"
#include "experiments/common/stages.h"
#include "reports/report.h"

namespace r1bench::experiments {

// What the stages of one seed need.
struct SeedContext {
  std::string experiment;  // "r1_zero"
  uint64_t seed = 0;
  RunFolder* folder = nullptr;
  Stages* stages = nullptr;
  std::function<void(base::Json)> metric;  // logs a row and keeps it for the curves
  std::function<void()> stage_done;        // something new to show
  // The rows of this seed and arm so far.
  std::function<std::vector<base::Json>(const std::string& arm)> rows;
};

struct ExperimentSpec {
  std::string name;  // "r1_zero": the folder under runs/
  std::vector<uint64_t> seeds;
  std::vector<reports::DataSource> data;  // a resumed run must find the same hashes
  std::function<void(const SeedContext&)> run_seed;
  // The report, from what the stages left and the rows of metrics.jsonl. Stages that are not
  // finished are left out. Status, provenance, data and signature are filled in afterwards.
  std::function<reports::Report(const Stages&, const std::vector<base::Json>& rows)> build_report;
};

// The folder to resume, or a new one of that name, said on standard error.
std::shared_ptr<RunFolder> OpenRunFolder(const RunOptions& run, const std::string& name);

// Runs (or goes on with) the experiment in `folder` and returns its report, which it has also
// written there. The page is written again as the run goes on, and once more by base::OnFailure's
// hook when an exception ends it. Throws base::Interrupted, after a checkpoint, when the process is
// asked to stop.
reports::Report RunExperiment(const ExperimentSpec& spec, std::shared_ptr<RunFolder> folder);

// What every experiment's main does with its options.
struct ExperimentProgram {
  std::string name;
  std::function<std::string()> describe_plan;  // --dry_run
  std::function<ExperimentSpec()> prepare;     // refuses what cannot run, before a folder is made
  std::function<std::string(const reports::Report&)> summary;  // for the terminal
};
int RunProgram(const RunOptions& run, const ExperimentProgram& program);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_RUN_H_
