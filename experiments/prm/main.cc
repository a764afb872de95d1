// prm: what a learned reward for every step is good for, and what it is not. See README.md.
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/prm/flags.h"
#include "experiments/prm/manual.h"
#include "experiments/prm/plan.h"
#include "experiments/prm/run.h"

#ifndef PRM_DEFAULT_FLAGFILE
#define PRM_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::prm {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const PrmOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(
      run, {.name = "prm",
            .describe_plan = [&] { return DescribePlan(options); },
            .prepare = [&] { return Experiment(options); },
            .summary = [&](const reports::Report& report) { return Summary(options, report); }});
}

}  // namespace
}  // namespace r1bench::prm

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"prm", "Process reward models: rewards for steps, true and learned", prm::kManual},
      "experiments/prm",
      PRM_DEFAULT_FLAGFILE};
  return experiments::ExperimentMain(argc, argv, info, prm::Run);
}
