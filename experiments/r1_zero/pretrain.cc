#include "experiments/r1_zero/pretrain.h"

#include <cmath>
#include <span>
#include <vector>

#include "base/files.h"
#include "base/rng.h"
#include "base/signals.h"
#include "data/micro/ops_corpus.h"
#include "experiments/common/live_curve.h"
#include "model/transformer.h"
#include "train/checkpoint.h"
#include "train/collective.h"
#include "train/sft.h"

namespace r1bench::r1_zero {
namespace {

// Curve and log rows every so many steps; a checkpoint costs more, so it comes ten times as seldom
// as in RL, whose steps are longer.
constexpr int64_t kLogSteps = 10;
constexpr int64_t kCheckpointFactor = 10;

train::SftOptions SftOptionsFor(const R1ZeroOptions& options) {
  train::SftOptions sft;
  sft.optimizer.learning_rate = options.micro.pretrain_learning_rate;
  sft.optimizer.weight_decay = 0.0;
  sft.optimizer.max_grad_norm = 1.0;
  sft.optimizer.schedule.shape = train::ScheduleShape::kCosine;
  sft.optimizer.schedule.warmup_steps = options.micro.pretrain_steps / 50;
  sft.optimizer.schedule.total_steps = options.micro.pretrain_steps;
  sft.optimizer.schedule.final_fraction = 0.1;
  sft.micro_batch_tokens = options.micro_batch_tokens;
  return sft;
}

std::vector<train::Document> StepDocuments(const micro::OpsCorpus& corpus, int64_t step,
                                           int64_t count) {
  std::vector<train::Document> documents;
  documents.reserve(count);
  for (micro::OpsDocument& document : corpus.Documents(step * count, count)) {
    // The prompt is random: nothing in it can be learned.
    documents.push_back({std::move(document.tokens), micro::kPromptTokens});
  }
  return documents;
}

void SaveWeights(const std::string& folder, const model::ModelConfig& config,
                 model::Parameters* weights, int64_t step) {
  train::SaveCheckpoint(folder, {.config = &config, .weights = weights}, {{"step", step}});
}

// Embeddings get a standard deviation of 1 (PyTorch's default for nn.Embedding), eight times the
// other matrices': with equal scales the same run ends at an arithmetic skill of 0.93 instead of
// above 0.99, and fails the audit.
void InitBase(uint64_t seed, model::Parameters* parameters) {
  parameters->InitRandom(seed);
  const model::Tensor embedding = parameters->view("model.embed_tokens.weight");
  const float scale = std::sqrt(static_cast<float>(embedding.shape.at(1)));
  for (int64_t i = 0; i < embedding.size; ++i) embedding.data[i] *= scale;
}

}  // namespace

model::ModelConfig MicroModelConfig(const MicroOptions& options) {
  model::ModelConfig config;
  config.vocab_size = micro::kOpsVocabSize;
  config.hidden_size = options.hidden;
  config.intermediate_size = options.intermediate;
  config.num_hidden_layers = options.layers;
  config.num_attention_heads = options.heads;
  config.num_key_value_heads = options.heads;
  config.head_dim = options.hidden / options.heads;
  config.max_position_embeddings = options.context_tokens;
  config.rope_theta = options.rope_theta;
  config.eos_token_ids = {micro::kTokenEnd};
  config.pad_token_id = micro::kTokenPad;
  return config;
}

void Pretrain(const R1ZeroOptions& options, const MicroEnvironment& environment, uint64_t seed,
              const std::string& stage, const PretrainFolders& folders,
              const std::function<void(base::Json)>& log, experiments::Stages* stages) {
  if (stages->Finished(stage)) return;
  const MicroOptions& micro = options.micro;
  const model::ModelConfig config = MicroModelConfig(micro);
  auto parameters = std::make_shared<model::Parameters>(config);
  InitBase(seed, parameters.get());
  model::Transformer model(config, parameters, options.transformer);
  train::SingleProcess collective;
  train::SftTrainer trainer(SftOptionsFor(options), &model, &collective);
  train::Optimizer& optimizer = trainer.learner().optimizer();
  const train::CheckpointParts parts{
      .config = &config, .weights = parameters.get(), .optimizer = &optimizer};
  if (const auto folder = stages->ResumeFolder(stage)) {
    train::LoadCheckpoint(*folder, parts);
    model.WeightsChanged();
  }
  const micro::OpsCorpus corpus(environment.task(), environment.split().train, seed, micro.corpus);
  experiments::LiveCurve curve(stage, micro.pretrain_steps);
  for (int64_t step = trainer.step(); step < micro.pretrain_steps;) {
    const train::SftMetrics metrics =
        trainer.Step(StepDocuments(corpus, step, micro.pretrain_documents));
    ++step;
    stages->Sign<double>("loss", {{metrics.loss}});
    if (step % kLogSteps == 0 || step == micro.pretrain_steps) {
      log({{"step", step}, {"loss", metrics.loss}, {"grad_norm", metrics.grad_norm}});
      curve.Point(step, {{"loss", metrics.loss}});
    }
    if (step == micro.weak_steps) SaveWeights(folders.weak, config, parameters.get(), step);
    const bool stop = base::StopSignal() != 0;
    if (stop || step % (options.checkpoint_steps * kCheckpointFactor) == 0) {
      stages->Checkpoint(stage, step, [&](const std::string& folder) {
        train::SaveCheckpoint(folder, parts, base::Json::object());
      });
    }
    if (stop) base::ThrowIfStopped();
  }
  stages->Sign<float>("weights", {parameters->data(), static_cast<size_t>(parameters->size())});
  SaveWeights(folders.base, config, parameters.get(), micro.pretrain_steps);
  stages->Finish(stage, {{"steps", micro.pretrain_steps}});
}

}  // namespace r1bench::r1_zero
