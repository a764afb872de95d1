#include "model/parameters.h"

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"

namespace r1bench::model {
namespace {

bool EndsWith(std::string_view s, std::string_view tail) {
  return s.size() >= tail.size() && s.substr(s.size() - tail.size()) == tail;
}

}  // namespace

FlatArena::FlatArena(int64_t size, std::shared_ptr<Device> device) : size_(size) {
  base::Require(size >= 0 && size < (int64_t{1} << 58), "expected an arena size in range, got ",
                size, " floats");
  data_ = base::MakeArray<float>(size);
  if (device != nullptr) UseDevice(std::move(device));
  Zero();
}

void FlatArena::UseDevice(std::shared_ptr<Device> device) {
  if (device == device_) return;
  Fetch();
  on_device_ = DeviceMemory(device.get(), bytes());
  device_ = std::move(device);
  newer_ = Newer::kHost;
}

void FlatArena::FetchFromDevice() const {
  device_->CopyOut(on_device_.data(), bytes(), data_.get());
  newer_ = Newer::kNeither;
}

void FlatArena::SendToDevice() const {
  device_->CopyIn(data_.get(), bytes(), on_device_.data());
  newer_ = Newer::kNeither;
}

float* FlatArena::local() {
  if (device_ == nullptr) return data_.get();
  if (newer_ == Newer::kHost) SendToDevice();
  newer_ = Newer::kDevice;
  return static_cast<float*>(on_device_.data());
}

const float* FlatArena::local() const {
  if (device_ == nullptr) return data_.get();
  if (newer_ == Newer::kHost) SendToDevice();
  return static_cast<const float*>(on_device_.data());
}

void FlatArena::Zero() {
  if (device_ != nullptr) {
    device_->Zero(on_device_.data(), bytes());
    newer_ = Newer::kDevice;
    return;
  }
  float* p = data();
  base::ParallelFor(size_, 1 << 16, [p](int64_t begin, int64_t end) {
    std::memset(p + begin, 0, static_cast<size_t>(end - begin) * sizeof(float));
  });
}

ParameterLayout::ParameterLayout(const ModelConfig& config) {
  const int64_t d = config.hidden_size;
  embedding_ = Add("model.embed_tokens.weight", {config.vocab_size, d}, true);
  for (int64_t i = 0; i < config.num_hidden_layers; ++i) AddLayer(config, i);
  final_norm_ = Add("model.norm.weight", {d}, false);
  lm_head_ =
      config.tie_word_embeddings ? embedding_ : Add("lm_head.weight", {config.vocab_size, d}, true);
  if (config.value_head) value_head_ = Add("score.weight", {1, d}, true);
}

void ParameterLayout::AddLayer(const ModelConfig& c, int64_t layer) {
  const std::string p = "model.layers." + std::to_string(layer) + ".";
  const int64_t d = c.hidden_size, ff = c.intermediate_size, q = c.q_size(), kv = c.kv_size();
  LayerOffsets o;
  o.input_norm = Add(p + "input_layernorm.weight", {d}, false);
  o.qkv = Add(p + "self_attn.q_proj.weight", {q, d}, true);
  Add(p + "self_attn.k_proj.weight", {kv, d}, true);
  Add(p + "self_attn.v_proj.weight", {kv, d}, true);
  o.qkv_bias = -1;
  if (c.attention_bias) {
    o.qkv_bias = Add(p + "self_attn.q_proj.bias", {q}, false);
    Add(p + "self_attn.k_proj.bias", {kv}, false);
    Add(p + "self_attn.v_proj.bias", {kv}, false);
  }
  o.o = Add(p + "self_attn.o_proj.weight", {d, q}, true);
  o.o_bias = c.attention_output_bias ? Add(p + "self_attn.o_proj.bias", {d}, false) : -1;
  o.post_norm = Add(p + "post_attention_layernorm.weight", {d}, false);
  o.gate_up = Add(p + "mlp.gate_proj.weight", {ff, d}, true);
  Add(p + "mlp.up_proj.weight", {ff, d}, true);
  o.down = Add(p + "mlp.down_proj.weight", {d, ff}, true);
  layers_.push_back(o);
}

int64_t ParameterLayout::Add(std::string name, std::vector<int64_t> shape, bool decays) {
  TensorInfo info;
  info.offset = size_;
  info.size = 1;
  for (int64_t n : shape) info.size *= n;  // in range: ValidateConfig
  info.name = std::move(name);
  info.shape = std::move(shape);
  info.decays = decays;
  size_ += info.size;
  index_.emplace(info.name, tensors_.size());
  tensors_.push_back(std::move(info));
  return tensors_.back().offset;
}

const TensorInfo& ParameterLayout::Find(std::string_view name) const {
  const auto it = index_.find(std::string(name));
  base::Require(it != index_.end(), "expected the name of a tensor of this model, got \"", name,
                "\"");
  return tensors_[it->second];
}

bool ParameterLayout::Contains(std::string_view name) const {
  return index_.count(std::string(name)) != 0;
}

namespace {

const ModelConfig& Validated(const ModelConfig& config) {
  ValidateConfig(config, "model config");
  return config;
}

}  // namespace

Parameters::Parameters(const ModelConfig& config)
    : config_(Validated(config)), layout_(config), arena_(layout_.size()) {}

Tensor Parameters::ViewIn(std::string_view name, float* arena) const {
  const TensorInfo& info = layout_.Find(name);
  return {arena + info.offset, info.shape, info.size};
}

void Parameters::InitRandom(uint64_t seed) {
  const double std = 1.0 / std::sqrt(static_cast<double>(config_.hidden_size));
  const double residual = 1.0 / std::sqrt(2.0 * static_cast<double>(config_.num_hidden_layers));
  for (const TensorInfo& info : tensors()) {
    float* w = data() + info.offset;
    const bool norm = EndsWith(info.name, "norm.weight");
    if (norm || !info.decays || info.name == "score.weight") {
      std::fill(w, w + info.size, norm ? 1.0f : 0.0f);
      continue;
    }
    const bool into_residual =
        EndsWith(info.name, "o_proj.weight") || EndsWith(info.name, "down_proj.weight");
    const float scale = static_cast<float>(into_residual ? std * residual : std);
    base::Rng rng(seed, "model/init/" + info.name);
    for (int64_t i = 0; i < info.size; ++i) w[i] = scale * rng.Normal();
  }
}

}  // namespace r1bench::model
