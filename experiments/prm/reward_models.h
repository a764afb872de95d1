// The learned judges of steps: what each is trained on, its training, and how well it does.
//
// A process reward model is the base with a value head (train/reward_model.h), trained for a fixed
// number of *steps* (not seconds) on labelled traces of the base. All kinds see the same traces in
// the same order, start from the same weights and differ in the labels alone:
//
//   prm_valid   valid (exact)                        prm_mc     share of rollouts that succeeded
//   prm_noisy   valid, a share of labels flipped     prm_hard   1 if any rollout succeeded
//   orm         the outcome, at the last token       prm_blind  as prm_mc, reading operators alone
//   prm_mc_fine as prm_mc, of the same traces cut by operations
#ifndef R1BENCH_EXPERIMENTS_PRM_REWARD_MODELS_H_
#define R1BENCH_EXPERIMENTS_PRM_REWARD_MODELS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/prm/arms.h"
#include "experiments/prm/step_world.h"
#include "experiments/prm/traces.h"
#include "train/reward_model.h"

namespace r1bench::prm {

struct RewardModelTraining {
  int64_t steps = 400;
  int documents = 128;  // a step
  double learning_rate = 1e-3;
  double flipped = 0.15;  // share of labels that prm_noisy sees turned round
  int64_t micro_batch_tokens = 8192;
};

// The documents a kind learns from. `rollouts`: how many each count is out of.
std::vector<train::LabelledDocument> LabelledTraces(const StepWorld& world,
                                                    experiments::Split split,
                                                    const std::vector<Trace>& traces, Source source,
                                                    int rollouts, double flipped, uint64_t seed);

// Trains `model` (a value head on the base) on documents in random order by seed: AdamW, cosine to
// a tenth. `loss` gets that of every step. Throws base::Interrupted when asked to stop.
experiments::Cost TrainRewardModel(const RewardModelTraining& options,
                                   const std::vector<train::LabelledDocument>& documents,
                                   uint64_t seed, model::Transformer* model,
                                   std::vector<double>* loss);

// Scores (probabilities) of the steps of responses, as this source reads them; an outcome model or
// a preference model has one score, at the last token. Preference scores are not squashed.
struct JudgedText {
  std::span<const int32_t> prompt, response;
  std::span<const Step> steps;
};
std::vector<std::vector<double>> ScoreSteps(Source source, const std::vector<JudgedText>& texts,
                                            int64_t micro_batch_tokens, model::Transformer* model);

// Areas under the ROC curve of a model's scores on labelled traces: auc_valid, auc_hit, auc_mc (any
// rollout succeeded) over steps, auc_outcome over responses by their last score. For an
// outcome model auc_outcome alone; the first two only where exact labels are known.
base::Json RewardModelQuality(const StepWorld& world, experiments::Split split,
                              const std::vector<Trace>& traces, Source source,
                              int64_t micro_batch_tokens, model::Transformer* model);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_REWARD_MODELS_H_
