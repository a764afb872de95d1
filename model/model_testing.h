// Helpers for the tests of this package.
#ifndef R1BENCH_MODEL_MODEL_TESTING_H_
#define R1BENCH_MODEL_MODEL_TESTING_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/rng.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/parameters.h"
#include "model/transformer.h"

namespace r1bench::model {

// A small shape with everything switched on that `type` allows: GQA, biases, non-square o_proj.
inline ModelConfig TestConfig(const std::string& type, bool tied) {
  ModelConfig c;
  c.model_type = type;
  c.vocab_size = 37;
  c.hidden_size = 24;
  c.intermediate_size = 40;
  c.num_hidden_layers = 2;
  c.num_attention_heads = 4;
  c.num_key_value_heads = 2;
  c.head_dim = 8;
  c.max_position_embeddings = 64;
  c.tie_word_embeddings = tied;
  c.attention_bias = true;
  c.attention_output_bias = type == "llama";
  return c;
}

// Weights with a spread that makes every part matter, biases and norms included.
inline std::shared_ptr<Parameters> RandomParameters(const ModelConfig& config, uint64_t seed) {
  auto p = std::make_shared<Parameters>(config);
  base::Rng rng(seed, "model_testing");
  for (const TensorInfo& t : p->tensors()) {
    const bool norm = t.name.find("norm") != std::string::npos;
    for (int64_t i = 0; i < t.size; ++i) {
      p->data()[t.offset + i] = (norm ? 1.0f : 0.0f) + 0.25f * rng.Normal();
    }
  }
  return p;
}

inline std::vector<int32_t> RandomTokens(int64_t n, int64_t vocab, uint64_t seed) {
  base::Rng rng(seed, "model_testing/tokens");
  std::vector<int32_t> tokens(static_cast<size_t>(n));
  for (int32_t& t : tokens) t = static_cast<int32_t>(rng.Below(static_cast<uint32_t>(vocab)));
  return tokens;
}

// Sequences of the given lengths; each row's target is the next token, the last row has none.
inline PackedBatch RandomBatch(const std::vector<int64_t>& lengths, int64_t vocab, uint64_t seed) {
  PackedBatch b;
  b.cu_seqlens.push_back(0);
  for (const int64_t n : lengths) {
    const std::vector<int32_t> s = RandomTokens(n, vocab, seed++);
    for (int64_t i = 0; i < n; ++i) {
      b.tokens.push_back(s[static_cast<size_t>(i)]);
      b.targets.push_back(i + 1 < n ? s[static_cast<size_t>(i + 1)] : -1);
    }
    b.cu_seqlens.push_back(static_cast<int32_t>(b.tokens.size()));
  }
  return b;
}

// Logits of all positions of one sequence, fed in pieces of `chunk` tokens.
inline std::vector<float> SequenceLogits(Transformer* model, const std::vector<int32_t>& tokens,
                                         int64_t chunk) {
  const int64_t n = static_cast<int64_t>(tokens.size()), v = model->config().vocab_size;
  KvCache cache(model->kv_layout(), KvCache::BlocksFor(n));
  KvSequence kv(&cache);
  std::vector<float> logits(static_cast<size_t>(n * v)), hidden;
  for (int64_t begin = 0; begin < n; begin += chunk) {
    const int64_t rows = std::min(chunk, n - begin);
    const SequenceChunk piece{&kv, {tokens.data() + begin, static_cast<size_t>(rows)}};
    model->Forward({&piece, 1}, &cache, &hidden);
    model->Logits(rows, hidden.data(), logits.data() + begin * v);
  }
  return logits;
}

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_MODEL_TESTING_H_
