// cold_start: what a cold start and a language reward change. See README.md.
#include "experiments/cold_start/flags.h"
#include "experiments/cold_start/manual.h"
#include "experiments/cold_start/plan.h"
#include "experiments/cold_start/run.h"
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/common/stage_report.h"

#ifndef COLD_START_DEFAULT_FLAGFILE
#define COLD_START_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::cold_start {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const ColdStartOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(run, {.name = "cold_start",
                                       .describe_plan = [&] { return DescribePlan(options); },
                                       .prepare = [&] { return Experiment(options); },
                                       .summary =
                                           [&](const reports::Report& report) {
                                             return experiments::Summary(ReportSpec(options),
                                                                         report);
                                           }});
}

}  // namespace
}  // namespace r1bench::cold_start

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"cold_start", "Readable examples before RL, and a reward for language", cold_start::kManual},
      "experiments/cold_start",
      COLD_START_DEFAULT_FLAGFILE};
  return experiments::ExperimentMain(argc, argv, info, cold_start::Run);
}
