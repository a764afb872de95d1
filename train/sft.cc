#include "train/sft.h"

#include "base/error.h"

namespace r1bench::train {
namespace {

int64_t LearnedTokens(std::span<const MicroBatch> batches, Collective* collective) {
  double n = 0;
  for (const MicroBatch& m : batches) n += static_cast<double>(m.loss_tokens());
  collective->AllReduceSum(std::span<double>(&n, 1));
  base::Require(n > 0, "expected documents with at least one token to learn");
  return static_cast<int64_t>(n);
}

}  // namespace

Document PromptAndAnswer(std::span<const int32_t> prompt, std::span<const int32_t> answer,
                         bool mask_prompt) {
  Document d;
  d.tokens.assign(prompt.begin(), prompt.end());
  d.tokens.insert(d.tokens.end(), answer.begin(), answer.end());
  d.loss_from = mask_prompt ? static_cast<int64_t>(prompt.size()) : 0;
  return d;
}

SftTrainer::SftTrainer(const SftOptions& options, model::Transformer* model, Collective* collective)
    : options_(options), learner_(model, options.optimizer, collective) {}

SftMetrics SftTrainer::Step(std::span<const Document> documents) {
  const auto batches = PackDocuments(documents, options_.micro_batch_tokens);
  SftMetrics metrics;
  metrics.tokens = LearnedTokens(batches, &learner_.collective());
  const double n = static_cast<double>(metrics.tokens);
  std::vector<float> dlogp;
  double sums[2] = {0, 0};  // −logp, entropy
  for (const MicroBatch& m : batches) {
    learner_.Forward(m, /*temperature=*/1.0f);
    for (float x : learner_.logp()) sums[0] -= x;
    for (float x : learner_.entropy()) sums[1] += x;
    dlogp.assign(m.loss_tokens(), static_cast<float>(-1.0 / n));
    learner_.Backward(m, dlogp);
    metrics.rows += m.rows();
  }
  learner_.collective().AllReduceSum(std::span<double>(sums));
  metrics.loss = sums[0] / n;
  metrics.entropy = sums[1] / n;
  const Optimizer::StepInfo info = learner_.Update();
  metrics.step = info.step;
  metrics.learning_rate = info.learning_rate;
  metrics.grad_norm = info.grad_norm;
  return metrics;
}

double SftTrainer::Loss(std::span<const Document> documents) {
  const auto batches = PackDocuments(documents, options_.micro_batch_tokens);
  const int64_t n = LearnedTokens(batches, &learner_.collective());
  double sum = 0;
  for (const MicroBatch& m : batches) {
    learner_.Forward(m, 1.0f);
    for (float x : learner_.logp()) sum -= x;
  }
  learner_.collective().AllReduceSum(std::span<double>(&sum, 1));
  return sum / static_cast<double>(n);
}

}  // namespace r1bench::train
