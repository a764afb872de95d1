// prm's flags as options. The numbers of a scale stand in its flagfile, which is the experiment's
// declaration; the flags' own defaults are those of micro.flags where it is not r1_zero's.
#ifndef R1BENCH_EXPERIMENTS_PRM_FLAGS_H_
#define R1BENCH_EXPERIMENTS_PRM_FLAGS_H_

#include "experiments/common/run_flags.h"
#include "experiments/prm/options.h"

namespace r1bench::prm {

// Throws base::UsageError, naming the flag, on values that make no sense together.
PrmOptions OptionsFromFlags(const experiments::RunOptions& run);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_FLAGS_H_
