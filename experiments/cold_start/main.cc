// cold_start: what a cold start and a language reward change. See README.md.
#include "experiments/cold_start/flags.h"
#include "experiments/cold_start/manual.h"
#include "experiments/cold_start/plan.h"
#include "experiments/cold_start/run.h"
#include "experiments/common/experiment_program.h"

int main(int argc, char** argv) {
  using namespace r1bench::cold_start;
  return r1bench::experiments::ExperimentMain<ColdStartOptions>(
      argc, argv, {"cold_start", "Readable examples before RL, and a reward for language", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
