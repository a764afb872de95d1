// distill_vs_rl: is a small model better taught by a large one or by RL of its own? See README.md.
#include "experiments/common/experiment_program.h"
#include "experiments/distill_vs_rl/flags.h"
#include "experiments/distill_vs_rl/manual.h"
#include "experiments/distill_vs_rl/plan.h"
#include "experiments/distill_vs_rl/run.h"

int main(int argc, char** argv) {
  using namespace r1bench::distill_vs_rl;
  return r1bench::experiments::ExperimentMain<DistillOptions>(
      argc, argv,
      {"distill_vs_rl", "distillation against reinforcement learning, for a small model", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
