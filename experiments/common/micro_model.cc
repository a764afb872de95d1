#include "experiments/common/micro_model.h"

#include <cmath>

#include "train/checkpoint.h"

namespace r1bench::experiments {

model::ModelConfig MicroModelConfig(const MicroModelOptions& options,
                                    const MicroVocabulary& vocabulary, int context_tokens) {
  model::ModelConfig config;
  config.vocab_size = vocabulary.size;
  config.hidden_size = options.hidden;
  config.intermediate_size = options.intermediate;
  config.num_hidden_layers = options.layers;
  config.num_attention_heads = options.heads;
  config.num_key_value_heads = options.heads;
  config.head_dim = options.hidden / options.heads;
  config.max_position_embeddings = context_tokens;
  config.rope_theta = options.rope_theta;
  config.eos_token_ids = {vocabulary.end};
  config.pad_token_id = vocabulary.pad;
  return config;
}

void InitMicroModel(uint64_t seed, model::Parameters* parameters) {
  parameters->InitRandom(seed);
  const model::Tensor embedding = parameters->view("model.embed_tokens.weight");
  const float scale = std::sqrt(static_cast<float>(embedding.shape.at(1)));
  for (int64_t i = 0; i < embedding.size; ++i) embedding.data[i] *= scale;
}

Policy NewPolicy(const model::ModelConfig& config, uint64_t seed,
                 const model::TransformerOptions& options) {
  auto parameters = std::make_shared<model::Parameters>(config);
  InitMicroModel(seed, parameters.get());
  return std::make_shared<model::Transformer>(config, parameters, options);
}

LoadPolicy FromFolder(const model::ModelConfig& config, const std::string& folder,
                      const model::TransformerOptions& options) {
  return [config, folder, options] {
    auto parameters = std::make_shared<model::Parameters>(config);
    train::LoadCheckpoint(folder, {.config = &config, .weights = parameters.get()});
    return std::make_shared<model::Transformer>(config, parameters, options);
  };
}

void SavePolicy(const std::string& folder, model::Transformer* policy, int64_t step) {
  train::SaveCheckpoint(folder, {.config = &policy->config(), .weights = &policy->parameters()},
                        {{"step", step}});
}

std::unique_ptr<model::LocalEngine> MicroEngine(const Policy& policy,
                                                const model::TextCodec* codec) {
  model::EngineOptions engine;
  engine.max_rows = 512;
  engine.prefill_tokens = 4096;
  engine.name = "micro model";
  return std::make_unique<model::LocalEngine>(policy, codec, engine);
}

}  // namespace r1bench::experiments
