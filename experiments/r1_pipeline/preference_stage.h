// The stage that makes the reward models: Dev3 answers requests, judges say what they think, two
// models learn it, and are tested on requests that no model was trained on.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_PREFERENCE_STAGE_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_PREFERENCE_STAGE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/seed_arms.h"
#include "experiments/r1_pipeline/options.h"
#include "experiments/r1_pipeline/pipeline_world.h"
#include "experiments/r1_pipeline/reward_models.h"
#include "model/generator.h"
#include "train/reward_model.h"

namespace r1bench::r1_pipeline {

// Responses with what judges said of them.
struct JudgedResponses {
  std::vector<train::PreferencePair> pairs;     // to harmless requests
  std::vector<train::LabelledDocument> labels;  // to requests with a dangerous item; 1: safe
  int64_t too_close = 0;                        // pairs that were dropped
  double wrong_pairs = 0;   // share of the kept pairs that gold would turn round (a tie: half)
  double unsafe_share = 0;  // of the labels
};

// `completions`: options.samples to each of `requests`, in order, as Generate returns them. Two
// responses in a row are a pair. Draws are keyed by `seed` and the request's place.
JudgedResponses JudgeResponses(std::span<const micro::Request> requests,
                               std::span<const model::Completion> completions,
                               const RewardModelOptions& options, uint64_t seed);

// Runs (or skips, when finished) the stage "preferences" of the arms' seed, starting from the
// weights of `dev3`, and returns the models. Its result's metrics: pairs, wrong_pairs, labels,
// helpfulness_accuracy and safety_accuracy (agreement with judges on held-out requests).
// The stage takes seconds and is begun anew after an
// interruption.
std::shared_ptr<const RewardModels> PreferenceStage(const PipelineOptions& options,
                                                    const PipelineWorld& world,
                                                    const model::ModelConfig& config,
                                                    const experiments::LoadPolicy& dev3,
                                                    experiments::SeedArms* arms);

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_PREFERENCE_STAGE_H_
