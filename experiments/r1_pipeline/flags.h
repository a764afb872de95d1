// r1_pipeline's flags as options. The numbers of a scale stand in its flagfile, which is the
// experiment's declaration; the flags' own defaults, which --help shows, are those of micro.flags.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_FLAGS_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_FLAGS_H_

#include "experiments/common/run_flags.h"
#include "experiments/r1_pipeline/options.h"

namespace r1bench::r1_pipeline {

// Throws base::UsageError, naming the flag, on values that make no sense together.
PipelineOptions OptionsFromFlags(const experiments::RunOptions& run);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_FLAGS_H_
