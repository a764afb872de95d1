// Settings that the stages of all scales share.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_STAGE_SETTINGS_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_STAGE_SETTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/common/seed_arms.h"
#include "experiments/r1_pipeline/options.h"
#include "train/packing.h"

namespace r1bench::r1_pipeline {

// Fine-tunes `stage` from `from` on `documents`, for `steps`, or, if 0, for the epochs of `tuning`;
// then evaluates it.
void Tune(const std::string& stage, const experiments::LoadPolicy& from,
          std::vector<train::Document> documents, const TuningOptions& tuning, int64_t steps,
          int64_t micro_batch_tokens, experiments::SeedArms* arms);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_STAGE_SETTINGS_H_
