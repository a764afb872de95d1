// Programs of the micro world, run in the sandbox.
#ifndef R1BENCH_EXPERIMENTS_COMMON_PROGRAM_JUDGE_H_
#define R1BENCH_EXPERIMENTS_COMMON_PROGRAM_JUDGE_H_

#include "experiments/common/program_environment.h"

namespace r1bench::experiments {

// As many at one time as base/parallel has threads. Throws base::Error, with the remedy, where the
// machine refuses to isolate programs.
RunPrograms SandboxedPrograms();

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_PROGRAM_JUDGE_H_
