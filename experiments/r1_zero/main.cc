// r1_zero: does outcome reward alone teach a base model to reason? See README.md.
#include "base/main.h"

#include <cstdio>
#include <memory>

#include "base/paths.h"
#include "experiments/common/experiment_main.h"
#include "experiments/common/run_flags.h"
#include "experiments/common/run_folder.h"
#include "experiments/r1_zero/flags.h"
#include "experiments/r1_zero/manual.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"
#include "experiments/r1_zero/summary.h"

#ifndef R1_ZERO_DEFAULT_FLAGFILE
#define R1_ZERO_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::r1_zero {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const R1ZeroOptions options = OptionsFromFlags(run);
  if (run.dry_run) {
    std::fputs(DescribePlan(options).c_str(), stdout);
    return 0;
  }
  RequireRunnable(options);
  const std::string config = experiments::ConfigText();
  const std::shared_ptr<experiments::RunFolder> folder =
      run.resume.empty() ? experiments::RunFolder::Create(run.runs_dir, "r1_zero", config)
                         : experiments::RunFolder::Resume(run.resume, config);
  std::fprintf(stderr, "%s/report.html can be opened while the run goes on\n",
               folder->path().c_str());
  const reports::Report report = RunR1Zero(options, folder);
  std::fputs(Summary(report).c_str(), stdout);
  std::printf("%s\n", folder->path().c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench::r1_zero

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"r1_zero", "R1-Zero: reinforcement learning on the outcome alone", r1_zero::kManual},
      "experiments/r1_zero",
      R1_ZERO_DEFAULT_FLAGFILE};
  return experiments::ExperimentMain(argc, argv, info, r1_zero::Run);
}
