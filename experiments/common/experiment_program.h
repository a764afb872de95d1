// The main of an experiment that trains: its options, its plan, its run and its summary, put
// together.
//
//   int main(int argc, char** argv) {
//     using namespace r1bench::r1_zero;
//     return r1bench::experiments::ExperimentMain<R1ZeroOptions>(
//         argc, argv, {"r1_zero", "one line", kManual},
//         {OptionsFromFlags, DescribePlan, Experiment, Summary});
//   }
//
// The rule r1_experiment (experiments/experiment.bzl) builds two programs of it: one whose default
// is micro.flags, and one whose default is small.flags, with a model beside it.
#ifndef R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_PROGRAM_H_
#define R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_PROGRAM_H_

#include <string>

#include "base/main.h"
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "reports/report.h"

#ifndef R1_DEFAULT_FLAGFILE
#define R1_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::experiments {

// What an experiment has of its own. All but `options` are functions of the options alone.
template <typename Options>
struct ExperimentParts {
  Options (*options)(const RunOptions& run);  // from flags; throws base::UsageError
  std::string (*plan)(const Options& options);
  ExperimentSpec (*experiment)(const Options& options);
  std::string (*summary)(const Options& options, const reports::Report& report);
};

// Returns the exit status. `program.name` is the experiment's folder, too.
template <typename Options>
int ExperimentMain(int argc, char** argv, const base::ProgramInfo& program,
                   const ExperimentParts<Options>& parts) {
  const ExperimentInfo info{program, std::string("experiments/") + program.name,
                            R1_DEFAULT_FLAGFILE};
  return ExperimentMain(argc, argv, info, [&] {
    const RunOptions run = RunOptionsFromFlags();
    const Options options = parts.options(run);
    return RunProgram(
        run,
        {.name = program.name,
         .describe_plan = [&] { return parts.plan(options); },
         .prepare = [&] { return parts.experiment(options); },
         .summary = [&](const reports::Report& report) { return parts.summary(options, report); }});
  });
}

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_PROGRAM_H_
