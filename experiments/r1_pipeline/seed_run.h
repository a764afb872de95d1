// One seed of r1_pipeline: every stage with its checkpoint and its evaluation.
//
//   pretrain ─ base ─┬─ zero                      R1-Zero: RL from the base
//                    ├─ dev1 ─ dev2 ─ rejection    cold start, RL, its solutions picked
//                    ├─ dev3                      fine-tuned from the base on what was picked
//                    │    ├─ preferences          reward models, from Dev3's responses
//                    │    └─ r1_rules ─┬─ r1 ─ r1_long
//                    │                 └─ r1_null
//                    └─ dev3_reasoning            Dev3 without general samples
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_SEED_RUN_H_

#include "experiments/common/experiment_run.h"
#include "experiments/r1_pipeline/options.h"

namespace r1bench::r1_pipeline {

// Results are left in context.stages, as SeedArms leaves them.
void RunSeed(const PipelineOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_SEED_RUN_H_
