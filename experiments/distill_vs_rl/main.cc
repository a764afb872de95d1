// distill_vs_rl: is a small model better taught by a large one or by RL of its own? See README.md.
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/distill_vs_rl/flags.h"
#include "experiments/distill_vs_rl/manual.h"
#include "experiments/distill_vs_rl/plan.h"
#include "experiments/distill_vs_rl/run.h"

#ifndef DISTILL_VS_RL_DEFAULT_FLAGFILE
#define DISTILL_VS_RL_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::distill_vs_rl {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const DistillOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(
      run, {.name = "distill_vs_rl",
            .describe_plan = [&] { return DescribePlan(options); },
            .prepare = [&] { return Experiment(options); },
            .summary = [&](const reports::Report& report) { return Summary(options, report); }});
}

}  // namespace
}  // namespace r1bench::distill_vs_rl

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"distill_vs_rl", "distillation against reinforcement learning, for a small model",
       distill_vs_rl::kManual},
      "experiments/distill_vs_rl",
      DISTILL_VS_RL_DEFAULT_FLAGFILE};
  return experiments::ExperimentMain(argc, argv, info, distill_vs_rl::Run);
}
