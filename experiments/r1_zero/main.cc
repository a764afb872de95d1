// r1_zero: does outcome reward alone teach a base model to reason? See README.md.
#include "experiments/common/experiment_program.h"
#include "experiments/r1_zero/flags.h"
#include "experiments/r1_zero/manual.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"

int main(int argc, char** argv) {
  using namespace r1bench::r1_zero;
  return r1bench::experiments::ExperimentMain<R1ZeroOptions>(
      argc, argv, {"r1_zero", "R1-Zero: reinforcement learning on the outcome alone", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
