#include "model/estimate.h"

#include "model/parameters.h"

namespace r1bench::model {
namespace {

// Weights that multiply every token: all matrices but the embedding lookup (a tied one multiplies
// as the head).
double MatrixWeights(const ModelConfig& c) {
  const double d = static_cast<double>(c.hidden_size);
  const double layer = d * static_cast<double>(c.qkv_size() + c.q_size() + 3 * c.intermediate_size);
  return layer * static_cast<double>(c.num_hidden_layers) + d * static_cast<double>(c.vocab_size);
}

// Operations of scores and weighted sum per (query, key) pair, all layers.
double AttentionPairFlops(const ModelConfig& c) {
  return 4.0 * static_cast<double>(c.q_size() * c.num_hidden_layers);
}

}  // namespace

int64_t ParameterCount(const ModelConfig& config) { return ParameterLayout(config).size(); }

int64_t KvBytesPerToken(const ModelConfig& c, int64_t bytes_per_value) {
  return 2 * c.kv_size() * c.num_hidden_layers * bytes_per_value;
}

double ForwardFlopsPerToken(const ModelConfig& c, double context) {
  return 2.0 * MatrixWeights(c) + AttentionPairFlops(c) * (context + 1.0);
}

double ForwardFlops(const ModelConfig& c, double tokens) {
  return 2.0 * MatrixWeights(c) * tokens + AttentionPairFlops(c) * tokens * (tokens + 1.0) / 2.0;
}

double TrainFlops(const ModelConfig& c, double tokens) { return 3.0 * ForwardFlops(c, tokens); }

TrainingMemory EstimateTrainingMemory(const ModelConfig& c, double micro_batch_tokens,
                                      bool reference_model, int bytes_per_value) {
  const double n = static_cast<double>(ParameterCount(c));
  const double value = bytes_per_value;
  // What transformer_train.cc keeps per token and layer: two residual inputs, q/k/v, the attention
  // output, gate and up.
  const double kept =
      static_cast<double>(2 * c.hidden_size + c.qkv_size() + c.q_size() + 2 * c.intermediate_size);
  TrainingMemory m;
  m.weights_bytes = n * value;
  m.gradients_bytes = n * value;
  m.optimizer_bytes = n * (bytes_per_value == 4 ? 8.0 : 12.0);
  m.reference_bytes = reference_model ? n * value : 0.0;
  m.activations_bytes =
      micro_batch_tokens * value * kept * static_cast<double>(c.num_hidden_layers);
  return m;
}

}  // namespace r1bench::model
