// All weights of a model as the forward pass reads them: matrices packed, norms and biases as they
// are.
//
// Two sources. A model in training packs its fp32 parameters (model/parameters.h) anew after each
// step; norms and biases are then pointers into that arena. A model that only generates is read
// from its file straight into this form (model/loader.h), so that nothing else stays in memory.
#ifndef R1BENCH_MODEL_WEIGHTS_H_
#define R1BENCH_MODEL_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "model/config.h"
#include "model/linear_weight.h"
#include "model/parameters.h"

namespace r1bench::model {

struct LayerWeights {
  const float* input_norm = nullptr;
  const float* post_norm = nullptr;
  const float* qkv_bias = nullptr;  // or null
  const float* o_bias = nullptr;    // or null
  LinearWeight qkv, o, gate_up, down;
};

class ModelWeights {
 public:
  explicit ModelWeights(const ModelConfig& config);
  ModelWeights(const ModelWeights&) = delete;
  ModelWeights& operator=(const ModelWeights&) = delete;

  // Packs the parameters in `arena` (of ParameterLayout(config)); keeps pointers into it.
  void Pack(WeightFormat format, const float* arena);

  // For a model without an arena: takes its norms and biases (all tensors of one dimension, in the
  // layout's order, one after the other). The matrices are the caller's to fill.
  void AdoptVectors(std::vector<float> vectors);

  const ModelConfig& config() const { return config_; }
  const ParameterLayout& layout() const { return layout_; }

  // Embedding rows: out [tokens, D], with the bits of the packed matrix. Ids must be in range.
  void Embed(int64_t tokens, const int32_t* ids, float* out) const;

  // What the keys, values and activations of this model are kept in: bf16 unless all is fp32.
  bool is_bf16() const { return head.format() != WeightFormat::kFloat32; }
  int64_t bytes() const;

  std::vector<LayerWeights> layers;
  LinearWeight head;
  LinearWeight embedding;  // only without an arena, and if the head is not tied to it
  const float* final_norm = nullptr;

 private:
  template <typename Place>
  void SetVectors(const Place& place);

  ModelConfig config_;
  ParameterLayout layout_;
  std::vector<float> vectors_;
  const float* embedding_rows_ = nullptr;  // [V, D] in the arena
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_WEIGHTS_H_
