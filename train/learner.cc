#include "train/learner.h"

#include "base/error.h"
#include "model/heads.h"

namespace r1bench::train {

void Scorer::Forward(const MicroBatch& micro_batch, float temperature) {
  model_->ForwardTrain(micro_batch.batch, temperature, &activations_, &stats_);
  const size_t n = micro_batch.loss_rows.size();
  logp_.resize(n);
  entropy_.resize(n);
  for (size_t j = 0; j < n; ++j) {
    const kernels::TokenStats& s = stats_[micro_batch.loss_rows[j]];
    logp_[j] = s.logp;
    entropy_[j] = s.entropy;
  }
}

Learner::Learner(model::Transformer* model, const OptimizerOptions& options, Collective* collective)
    : model_(model),
      collective_(collective),
      optimizer_(options, model->parameters().layout(), model->options().device),
      scorer_(model),
      gradient_(model->gradient_size(), model->options().device) {}

void Learner::Backward(const MicroBatch& micro_batch, std::span<const float> dlogp,
                       const float* dhidden) {
  base::Require(dlogp.size() == micro_batch.loss_rows.size(),
                "expected one derivative for each of ", micro_batch.loss_rows.size(),
                " loss tokens, got ", dlogp.size());
  dlogp_rows_.assign(micro_batch.rows(), 0.0f);
  for (size_t j = 0; j < dlogp.size(); ++j) dlogp_rows_[micro_batch.loss_rows[j]] = dlogp[j];
  model_->Backward(micro_batch.batch, scorer_.activations(), dlogp_rows_.data(), dhidden,
                   gradient_.local());
}

void Learner::BackwardValues(const MicroBatch& micro_batch, std::span<const float> dvalues) {
  const int64_t rows = micro_batch.rows();
  base::Require(static_cast<int64_t>(dvalues.size()) == rows,
                "expected one derivative for each of ", rows, " rows, got ", dvalues.size());
  dhidden_.assign(rows * model_->config().hidden_size, 0.0f);
  model::ValueBackward(model_->parameters(), hidden(), rows, dvalues.data(), dhidden_.data(),
                       gradient_.data());
  const std::vector<float> no_tokens(micro_batch.loss_rows.size(), 0.0f);
  Backward(micro_batch, no_tokens, dhidden_.data());
}

Optimizer::StepInfo Learner::Update() {
  model_->FinishGradients(gradient_.local());
  model::FlatArena& parameters = model_->parameters().arena();
  if (collective_->size() > 1) {
    collective_->AllReduceSum({gradient_.data(), static_cast<size_t>(parameters.size())});
  }
  const Optimizer::StepInfo info = optimizer_.Step(gradient_.local(), parameters.local());
  model_->WeightsChanged();
  gradient_.Zero();
  return info;
}

}  // namespace r1bench::train
