#include "model/weights.h"

#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "kernels/bf16/bf16.h"
#include "kernels/embedding/embedding.h"

namespace r1bench::model {

ModelWeights::ModelWeights(const ModelConfig& config)
    : layers(static_cast<size_t>(config.num_hidden_layers)), config_(config), layout_(config) {}

// place(offset) is where the vector lies that the layout puts at `offset`, or null for -1.
template <typename Place>
void ModelWeights::SetVectors(const Place& place) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerOffsets& o = layout_.layer(static_cast<int64_t>(i));
    layers[i].input_norm = place(o.input_norm);
    layers[i].post_norm = place(o.post_norm);
    layers[i].qkv_bias = place(o.qkv_bias);
    layers[i].o_bias = place(o.o_bias);
  }
  final_norm = place(layout_.final_norm());
}

void ModelWeights::Pack(WeightFormat format, const float* arena) {
  const ModelConfig& c = config_;
  const int64_t d = c.hidden_size, ff = c.intermediate_size;
  SetVectors([arena](int64_t offset) { return offset < 0 ? nullptr : arena + offset; });
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerOffsets& o = layout_.layer(static_cast<int64_t>(i));
    layers[i].qkv.Pack(format, arena + o.qkv, c.qkv_size(), d);
    layers[i].o.Pack(format, arena + o.o, d, c.q_size());
    layers[i].gate_up.Pack(format, arena + o.gate_up, 2 * ff, d);
    layers[i].down.Pack(format, arena + o.down, d, ff);
  }
  head.Pack(format, arena + layout_.lm_head(), c.vocab_size, d);
  embedding_rows_ = arena + layout_.embedding();
}

void ModelWeights::AdoptVectors(std::vector<float> vectors) {
  std::unordered_map<int64_t, int64_t> compact;  // offset in the layout -> offset in `vectors`
  int64_t size = 0;
  for (const TensorInfo& info : layout_.tensors()) {
    if (info.shape.size() != 1) continue;
    compact[info.offset] = size;
    size += info.size;
  }
  base::Require(static_cast<int64_t>(vectors.size()) == size, "expected ", size,
                " floats of norms and biases, got ", vectors.size());
  vectors_ = std::move(vectors);
  SetVectors([&](int64_t offset) -> const float* {
    return offset < 0 ? nullptr : vectors_.data() + compact.at(offset);
  });
}

void ModelWeights::Embed(int64_t tokens, const int32_t* ids, float* out) const {
  const int64_t d = config_.hidden_size;
  if (embedding_rows_ != nullptr) {
    kernels::EmbeddingForward(tokens, d, config_.vocab_size, ids, embedding_rows_, out);
    if (is_bf16()) kernels::RoundToBf16(tokens * d, out, out);
    return;
  }
  const LinearWeight& table = config_.tie_word_embeddings ? head : embedding;
  for (int64_t t = 0; t < tokens; ++t) table.UnpackRow(ids[t], out + t * d);
}

int64_t ModelWeights::bytes() const {
  int64_t total =
      head.bytes() + embedding.bytes() + static_cast<int64_t>(vectors_.size() * sizeof(float));
  for (const LayerWeights& layer : layers) {
    total += layer.qkv.bytes() + layer.o.bytes() + layer.gate_up.bytes() + layer.down.bytes();
  }
  return total;
}

}  // namespace r1bench::model
