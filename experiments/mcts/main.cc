// mcts: does tree search over texts help, at inference and as a training loop? See README.md.
#include "experiments/common/experiment_program.h"
#include "experiments/mcts/flags.h"
#include "experiments/mcts/manual.h"
#include "experiments/mcts/run.h"

int main(int argc, char** argv) {
  using namespace r1bench::mcts;
  return r1bench::experiments::ExperimentMain<MctsOptions>(
      argc, argv,
      {"mcts", "Monte Carlo tree search over texts, at inference and as a training loop", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
