// prm: what a learned reward for every step is good for, and what it is not. See README.md.
#include "experiments/common/experiment_program.h"
#include "experiments/prm/flags.h"
#include "experiments/prm/manual.h"
#include "experiments/prm/plan.h"
#include "experiments/prm/run.h"

int main(int argc, char** argv) {
  using namespace r1bench::prm;
  return r1bench::experiments::ExperimentMain<PrmOptions>(
      argc, argv, {"prm", "Process reward models: rewards for steps, true and learned", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
