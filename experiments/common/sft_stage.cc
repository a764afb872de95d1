#include "experiments/common/sft_stage.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <span>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/common/live_curve.h"
#include "train/checkpoint.h"
#include "train/collective.h"

namespace r1bench::experiments {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

train::SftOptions PretrainSft(const PretrainOptions& options, int64_t micro_batch_tokens) {
  train::SftOptions sft;
  sft.optimizer.learning_rate = options.learning_rate;
  sft.optimizer.weight_decay = 0.0;
  sft.optimizer.max_grad_norm = 1.0;
  sft.optimizer.schedule.shape = train::ScheduleShape::kCosine;
  sft.optimizer.schedule.warmup_steps = options.steps / 50;
  sft.optimizer.schedule.total_steps = options.steps;
  sft.optimizer.schedule.final_fraction = 0.1;
  sft.micro_batch_tokens = micro_batch_tokens;
  return sft;
}

Cost RunSftStage(const SftStage& stage, model::Transformer* model, Stages* stages) {
  train::SingleProcess collective;
  train::SftTrainer trainer(stage.sft, model, &collective);
  const model::ModelConfig& config = model->config();
  const train::CheckpointParts parts{.config = &config,
                                     .weights = &model->parameters(),
                                     .optimizer = &trainer.learner().optimizer()};
  Cost cost;
  if (const auto folder = stages->ResumeFolder(stage.stage)) {
    cost = CostFromJson(train::LoadCheckpoint(*folder, parts).at("cost"));
    model->WeightsChanged();
  }
  const auto checkpoint = [&] {
    stages->Checkpoint(stage.stage, trainer.step(), [&](const std::string& folder) {
      train::SaveCheckpoint(folder, parts, {{"cost", ToJson(cost)}});
    });
  };
  LiveCurve curve(stage.stage, stage.steps);
  for (int64_t step = trainer.step(); step < stage.steps;) {
    const Clock::time_point start = Clock::now();
    const std::vector<train::Document> documents = stage.documents(step);
    const train::SftMetrics metrics = trainer.Step(documents);
    ++step;
    cost += TrainingCost(config, documents);
    cost.updates += 1;
    cost.seconds += SecondsSince(start);
    stages->Sign<double>("loss", {{metrics.loss}});
    if (step % stage.log_steps == 0 || step == stage.steps) {
      if (stage.metric) {
        stage.metric({{"step", step}, {"loss", metrics.loss}, {"grad_norm", metrics.grad_norm}});
      }
      curve.Point(step, {{"loss", metrics.loss}});
    }
    if (stage.after_step) stage.after_step(step);
    const bool stop = base::StopSignal() != 0;
    if (stop || step % stage.checkpoint_steps == 0) checkpoint();
    if (stop) base::ThrowIfStopped();
  }
  const model::Parameters& weights = model->parameters();
  stages->Sign<float>("weights", {weights.data(), static_cast<size_t>(weights.size())});
  return cost;
}

std::vector<train::Document> EpochDocuments(const std::vector<train::Document>& documents,
                                            const EpochOrder& order, uint64_t seed, int64_t step) {
  std::vector<int64_t> indices(documents.size());
  std::iota(indices.begin(), indices.end(), int64_t{0});
  base::Rng rng(seed, "epoch_order", static_cast<uint64_t>(step / order.steps_per_epoch()));
  rng.Shuffle(indices);
  const int64_t first = step % order.steps_per_epoch() * order.batch;
  const int64_t last = std::min<int64_t>(first + order.batch, std::ssize(documents));
  std::vector<train::Document> batch;
  for (int64_t i = first; i < last; ++i) batch.push_back(documents[indices[i]]);
  return batch;
}

}  // namespace r1bench::experiments
