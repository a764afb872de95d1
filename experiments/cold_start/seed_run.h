// One seed of cold_start: bases, fine-tunings, arms, each a stage that a resumed run skips.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_COLD_START_SEED_RUN_H_

#include <string>

#include "data/micro/notation.h"
#include "experiments/cold_start/options.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/micro_model.h"

namespace r1bench::cold_start {

inline constexpr experiments::MicroVocabulary kNotationVocabulary = {
    micro::kNotationVocabSize, micro::kNotationEnd, micro::kNotationPad};

// Accuracy of the training batches whose first time is an arm's speed.
inline constexpr double kTargetAccuracy = 0.6;
// Early steps whose deviation from their trend is an arm's instability.
inline constexpr int64_t kEarlySteps = 20;

// "rl" in the headline's world, "rl_symmetric" in the world of that mixture.
std::string StageIn(const std::string& stage, const std::string& mixture, bool headline);

// Results are left in context.stages (see experiments/common/seed_arms.h and README.md).
void RunSeed(const ColdStartOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_SEED_RUN_H_
