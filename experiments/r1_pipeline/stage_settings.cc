#include "experiments/r1_pipeline/stage_settings.h"

#include <utility>

#include "base/rng.h"

namespace r1bench::r1_pipeline {

void Tune(const std::string& stage, const experiments::LoadPolicy& from,
          std::vector<train::Document> documents, const TuningOptions& tuning, int64_t steps,
          int64_t micro_batch_tokens, experiments::SeedArms* arms) {
  if (arms->Finished(stage)) return;
  const uint64_t seed = base::Rng(arms->context().seed, "r1_pipeline/" + stage).U64();
  const experiments::EpochOrder order{std::ssize(documents), tuning.batch, tuning.epochs};
  experiments::SftStage sft;
  sft.steps = steps > 0 ? steps : order.steps();
  sft.sft.optimizer.learning_rate = tuning.learning_rate;
  sft.sft.optimizer.weight_decay = 0.0;
  sft.sft.optimizer.max_grad_norm = 1.0;
  sft.sft.optimizer.schedule.shape = train::ScheduleShape::kCosine;
  sft.sft.optimizer.schedule.total_steps = sft.steps;
  sft.sft.optimizer.schedule.final_fraction = 0.1;
  sft.sft.micro_batch_tokens = micro_batch_tokens;
  sft.documents = [documents = std::move(documents), order, seed](int64_t step) {
    return experiments::EpochDocuments(documents, order, seed, step);
  };
  arms->Sft(stage, from, std::move(sft), /*evaluate=*/true);
}

}  // namespace r1bench::r1_pipeline
