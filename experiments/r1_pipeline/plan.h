// --dry_run: what a run of r1_pipeline would do and need.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_PLAN_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_PLAN_H_

#include <string>

#include "experiments/r1_pipeline/options.h"

namespace r1bench::r1_pipeline {

std::string DescribePlan(const PipelineOptions& options);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_PLAN_H_
