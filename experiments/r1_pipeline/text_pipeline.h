// The reasoning half of the pipeline on a real model: R1-Zero, Dev1, Dev2, rejection sampling, Dev3
// and R1's RL on rule rewards. Problems are generated arithmetic, the cold start is worked
// solutions, the language is English. There are no requests at this scale, hence no general samples
// and no preferences.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_TEXT_PIPELINE_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_TEXT_PIPELINE_H_

#include "experiments/common/experiment_run.h"
#include "experiments/r1_pipeline/options.h"

namespace r1bench::r1_pipeline {

// One seed; stages as in seed_run.h.
void RunTextSeed(const PipelineOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_TEXT_PIPELINE_H_
