// All weights of a model in one flat fp32 array ("arena"), with Hugging Face's names.
//
// Why one array: the optimizer, the gradient norm, checkpoints and the signature walk it once from
// start to end, and a gradient is just a second array of the same layout. Tensors follow each other
// without gaps, in this order: model.embed_tokens; per layer input_layernorm, q_proj, k_proj,
// v_proj (weights), their biases, o_proj (and bias), post_attention_layernorm, gate_proj, up_proj,
// down_proj; model.norm; lm_head (absent when tied); score (the value head, if any). So q, k, v are
// one [q+2kv, hidden] matrix and gate, up one [2*intermediate, hidden] matrix without any copy.
//
// A matrix is [out_features, in_features], row-major, as in PyTorch's Linear.
#ifndef R1BENCH_MODEL_PARAMETERS_H_
#define R1BENCH_MODEL_PARAMETERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/array_memory.h"
#include "model/config.h"
#include "model/device.h"

namespace r1bench::model {

// A zeroed array of floats, 64-byte aligned. Gradients and optimizer moments use it too.
//
// With a device there are two copies of it, and who asks for one gets what was last written to
// either. To ask without const is to write. A pointer is good until the other copy is asked for.
class FlatArena {
 public:
  explicit FlatArena(int64_t size, std::shared_ptr<Device> device = nullptr);
  FlatArena(FlatArena&&) = default;
  FlatArena& operator=(FlatArena&&) = default;

  // On the host.
  float* data() {
    Fetch();
    if (device_ != nullptr) newer_ = Newer::kHost;
    return data_.get();
  }
  const float* data() const {
    Fetch();
    return data_.get();
  }
  // On the device if there is one, else on the host.
  float* local();
  const float* local() const;

  int64_t size() const { return size_; }
  void Zero();
  // From now on there is a copy on this device, too.
  void UseDevice(std::shared_ptr<Device> device);

 private:
  enum class Newer { kNeither, kHost, kDevice };

  void Fetch() const {
    if (newer_ == Newer::kDevice) FetchFromDevice();
  }
  void FetchFromDevice() const;
  void SendToDevice() const;
  int64_t bytes() const { return size_ * static_cast<int64_t>(sizeof(float)); }

  int64_t size_;
  base::Array<float> data_;
  std::shared_ptr<Device> device_;
  DeviceMemory on_device_;
  mutable Newer newer_ = Newer::kNeither;
};

// Where one tensor lies in the arena.
struct TensorInfo {
  std::string name;            // Hugging Face's, e.g. "model.layers.0.self_attn.q_proj.weight"
  std::vector<int64_t> shape;  // [out, in] or [n]
  int64_t offset = 0;          // floats from the start of the arena
  int64_t size = 0;            // floats
  bool decays = false;         // weight decay applies: matrices, not norms or biases
};

// One tensor in memory. Does not own it.
struct Tensor {
  float* data = nullptr;
  std::vector<int64_t> shape;
  int64_t size = 0;
};

// Offsets of the tensors one layer uses (floats from the arena's start; -1: absent).
struct LayerOffsets {
  int64_t input_norm, qkv, qkv_bias, o, o_bias, post_norm, gate_up, down;
};

// The order, names, shapes and offsets that follow from a config. Allocates nothing big.
class ParameterLayout {
 public:
  explicit ParameterLayout(const ModelConfig& config);

  const std::vector<TensorInfo>& tensors() const { return tensors_; }
  const TensorInfo& Find(std::string_view name) const;  // throws base::Error if absent
  bool Contains(std::string_view name) const;
  int64_t size() const { return size_; }  // floats

  const LayerOffsets& layer(int64_t i) const { return layers_[i]; }
  int64_t embedding() const { return embedding_; }
  int64_t final_norm() const { return final_norm_; }
  int64_t lm_head() const { return lm_head_; }        // == embedding() when tied
  int64_t value_head() const { return value_head_; }  // -1: none

 private:
  int64_t Add(std::string name, std::vector<int64_t> shape, bool decays);
  void AddLayer(const ModelConfig& config, int64_t layer);

  std::vector<TensorInfo> tensors_;
  std::unordered_map<std::string, size_t> index_;
  std::vector<LayerOffsets> layers_;
  int64_t embedding_ = -1, final_norm_ = -1, lm_head_ = -1, value_head_ = -1;
  int64_t size_ = 0;
};

class Parameters {
 public:
  // Zeroed weights of this shape. Validates the config.
  explicit Parameters(const ModelConfig& config);

  const ParameterLayout& layout() const { return layout_; }
  const std::vector<TensorInfo>& tensors() const { return layout_.tensors(); }
  float* data() { return arena_.data(); }
  const float* data() const { return arena_.data(); }
  FlatArena& arena() { return arena_; }
  int64_t size() const { return arena_.size(); }
  Tensor view(std::string_view name) { return ViewIn(name, data()); }
  // The same tensor in another array of this layout, e.g. gradients.
  Tensor ViewIn(std::string_view name, float* arena) const;

  // Normal weights with std 1/sqrt(hidden_size) (0.02 at hidden 2500); o_proj and down_proj are
  // smaller by sqrt(2 * layers), as in GPT-2; norms one, biases and value head zero. Each tensor
  // draws from its own stream, keyed by its name: adding a tensor changes no other.
  void InitRandom(uint64_t seed);

 private:
  ModelConfig config_;
  ParameterLayout layout_;
  FlatArena arena_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_PARAMETERS_H_
