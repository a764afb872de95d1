// The shared beginning of every experiment binary: which flagfile, then base::Main.
//
// An experiment is declared by a flagfile; the micro scale's is the default. It is read before the
// command line, so a flag given there wins. `--flagfile=NAME` looks in the caller's folder first
// (`bazel run` changes the working folder), then among the flagfiles shipped with the binary, so
// `--flagfile=small.flags` works from anywhere. With --resume=FOLDER the flags of that run
// (config.flags) are read instead, so that nothing needs repeating.
#ifndef R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_MAIN_H_
#define R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_MAIN_H_

#include <functional>
#include <string>
#include <vector>

#include "base/main.h"

namespace r1bench::experiments {

struct ExperimentInfo {
  base::ProgramInfo program;
  std::string folder;            // where its flagfiles live, e.g. "experiments/r1_zero"
  std::string default_flagfile;  // e.g. "micro.flags"; empty: none
};

// Arguments with the default flagfile (or the resumed run's flags) put first and every --flagfile
// path made absolute. Throws base::UsageError when a named flagfile is nowhere to be found.
std::vector<std::string> ResolveArguments(const std::vector<std::string>& args,
                                          const ExperimentInfo& info);

int ExperimentMain(int argc, char** argv, const ExperimentInfo& info,
                   const std::function<int()>& body);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_EXPERIMENT_MAIN_H_
