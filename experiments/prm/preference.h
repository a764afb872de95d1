// Preference models of three sizes, for the over-optimisation curve (Gao et al., arXiv 2210.10760:
// proxy and gold reward against the square root of the KL divergence from the base).
//
// The gold is the outcome. A pair is a right and a wrong response of the base to the same prompt; a
// share of the pairs is turned round, as careless annotators would. The sizes differ in the model
// alone: same pairs, same order, same number of steps, each from a backbone that was pre-trained on
// the corpus (the large one is the base itself).
#ifndef R1BENCH_EXPERIMENTS_PRM_PREFERENCE_H_
#define R1BENCH_EXPERIMENTS_PRM_PREFERENCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/common/cost.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/ops_environment.h"
#include "model/generator.h"
#include "train/reward_model.h"

namespace r1bench::prm {

struct PreferenceOptions {
  int prompts = 800, samples = 8;  // responses that pairs are drawn from
  int pairs_per_prompt = 4;        // at most
  double flipped = 0.15;
  int64_t steps = 400;
  int pairs = 64;  // a step
  double learning_rate = 1e-3;
  int64_t micro_batch_tokens = 8192;
};

// "small", "medium" or "large"; large is the base's own shape.
experiments::MicroModelOptions SizedModel(const std::string& size,
                                          const experiments::MicroModelOptions& base);

// Pairs over prompts of a split; none is turned round where flipped = 0.
std::vector<train::PreferencePair> SamplePairs(model::TextGenerator* base,
                                               const experiments::OpsEnvironment& environment,
                                               experiments::Split split,
                                               const PreferenceOptions& options, uint64_t seed);

// Trains `model` (with a value head) and returns the loss of each step in `loss`.
experiments::Cost TrainPreferenceModel(const PreferenceOptions& options,
                                       const std::vector<train::PreferencePair>& pairs,
                                       uint64_t seed, model::Transformer* model,
                                       std::vector<double>* loss);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_PREFERENCE_H_
