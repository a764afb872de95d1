#include "train/grpo_checkpoint.h"

#include "train/checkpoint.h"

namespace r1bench::train {
namespace {

CheckpointParts PartsOf(GrpoTrainer* trainer) {
  Learner& learner = trainer->learner();
  return {.config = &learner.model().config(),
          .weights = &learner.model().parameters(),
          .optimizer = &learner.optimizer(),
          .reference = trainer->reference()};
}

}  // namespace

void SaveGrpo(const std::string& folder, GrpoTrainer* trainer, const base::Json& extra) {
  SaveCheckpoint(folder, PartsOf(trainer), {{"rollouts", trainer->rollouts()}, {"extra", extra}});
}

base::Json LoadGrpo(const std::string& folder, GrpoTrainer* trainer) {
  const base::Json state = LoadCheckpoint(folder, PartsOf(trainer));
  trainer->set_rollouts(base::JsonGet<int64_t>(state, "rollouts", folder));
  trainer->WeightsChanged();
  return base::JsonGet<base::Json>(state, "extra", folder);
}

}  // namespace r1bench::train
