// The stage that makes the fine-tuning set of Dev3: Dev2's own solutions, kept if right, in one
// notation and well-formed (the report: rejection sampling with rule rewards, without mixed
// languages or chaotic passages), and general samples by a curated writer (the report: the
// fine-tuning data of DeepSeek-V3).
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_REJECTION_STAGE_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_REJECTION_STAGE_H_

#include <cstdint>
#include <vector>

#include "experiments/common/seed_arms.h"
#include "experiments/r1_pipeline/options.h"
#include "train/packing.h"

namespace r1bench::r1_pipeline {

struct TuningSet {
  std::vector<train::Document> reasoning, general;
};

// Runs (or reads, when finished) the stage "rejection" of the arms' seed: solutions to the training
// prompts of the arms' environment, `prompts` of them at most, drawn at random, whose measures
// "mixed" and "format_error" decide beside the outcome. `general`: the general samples. The
// result's metrics: sampled, accepted (share), reasoning_samples, general_samples. The stage is
// begun anew after an interruption.
TuningSet RejectionStage(const PipelineOptions& options, int64_t prompts,
                         const std::vector<train::Document>& general,
                         const experiments::LoadPolicy& dev2, experiments::SeedArms* arms);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_REJECTION_STAGE_H_
