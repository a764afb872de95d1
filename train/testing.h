// Small models for the tests of this folder.
#ifndef R1BENCH_TRAIN_TESTING_H_
#define R1BENCH_TRAIN_TESTING_H_

#include <memory>
#include <vector>

#include "base/rng.h"
#include "model/config.h"
#include "model/parameters.h"
#include "model/transformer.h"
#include "train/packing.h"

namespace r1bench::train {

inline model::ModelConfig TinyConfig(bool tied = false) {
  model::ModelConfig c;
  c.vocab_size = 11;
  c.hidden_size = 16;
  c.intermediate_size = 32;
  c.num_hidden_layers = 1;
  c.num_attention_heads = 2;
  c.num_key_value_heads = 1;
  c.head_dim = 8;
  c.max_position_embeddings = 64;
  c.tie_word_embeddings = tied;
  c.eos_token_ids = {0};
  return c;
}

inline std::unique_ptr<model::Transformer> MakeModel(
    const model::ModelConfig& config, uint64_t seed,
    const model::TransformerOptions& options = {}) {
  auto parameters = std::make_shared<model::Parameters>(config);
  parameters->InitRandom(seed);
  return std::make_unique<model::Transformer>(config, parameters, options);
}

// Documents of 2..20 random tokens.
inline std::vector<Document> RandomDocuments(int count, int64_t vocab_size, uint64_t seed) {
  base::Rng rng(seed, "train/testing");
  std::vector<Document> documents(count);
  for (Document& d : documents) {
    d.tokens.resize(2 + rng.Below(19));
    for (int32_t& t : d.tokens) {
      t = static_cast<int32_t>(rng.Below(static_cast<uint32_t>(vocab_size)));
    }
  }
  return documents;
}

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_TESTING_H_
