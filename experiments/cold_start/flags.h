// The flags of cold_start: those of all training experiments and its own.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_FLAGS_H_
#define R1BENCH_EXPERIMENTS_COLD_START_FLAGS_H_

#include "experiments/cold_start/options.h"
#include "experiments/common/run_flags.h"

namespace r1bench::cold_start {

// Throws base::UsageError, naming the flag, on values that make no sense together.
ColdStartOptions OptionsFromFlags(const experiments::RunOptions& run);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_FLAGS_H_
