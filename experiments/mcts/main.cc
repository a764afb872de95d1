// mcts: does tree search over texts help, at inference and as a training loop? See README.md.
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/mcts/flags.h"
#include "experiments/mcts/manual.h"
#include "experiments/mcts/run.h"

namespace r1bench::mcts {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const MctsOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(
      run, {.name = "mcts",
            .describe_plan = [&] { return DescribePlan(options); },
            .prepare = [&] { return Experiment(options); },
            .summary = [&](const reports::Report& report) { return Summary(options, report); }});
}

}  // namespace
}  // namespace r1bench::mcts

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"mcts", "Monte Carlo tree search over texts, at inference and as a training loop",
       mcts::kManual},
      "experiments/mcts",
      "micro.flags"};
  return experiments::ExperimentMain(argc, argv, info, mcts::Run);
}
