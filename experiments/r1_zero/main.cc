// r1_zero: does outcome reward alone teach a base model to reason? See README.md.
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/r1_zero/flags.h"
#include "experiments/r1_zero/manual.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"

#ifndef R1_ZERO_DEFAULT_FLAGFILE
#define R1_ZERO_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::r1_zero {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const R1ZeroOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(run, {.name = "r1_zero",
                                       .describe_plan = [&] { return DescribePlan(options); },
                                       .prepare = [&] { return Experiment(options); },
                                       .summary = Summary});
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
