#include "tests/libtorch_parity/oracle.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "base/error.h"

namespace r1bench::libtorch_parity {
namespace {

using Weights = std::map<std::string, at::Tensor>;

Weights LeafTensors(model::Parameters& parameters) {
  Weights weights;
  for (const model::TensorInfo& info : parameters.tensors()) {
    const at::Tensor view = at::from_blob(parameters.data() + info.offset, info.shape, at::kFloat);
    weights[info.name] = view.to(at::kDouble).clone().set_requires_grad(true);
  }
  return weights;
}

at::Tensor DoubleTensor(std::span<const float> values, at::IntArrayRef shape) {
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).to(at::kDouble);
}

at::Tensor RmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  return x * at::rsqrt(x.square().mean(-1, true) + eps) * weight;
}

at::Tensor Linear(const Weights& weights, const std::string& name, const at::Tensor& x) {
  const at::Tensor y = at::matmul(x, weights.at(name + ".weight").t());
  const auto bias = weights.find(name + ".bias");
  return bias == weights.end() ? y : y + bias->second;
}

// x [heads, T, d], the two halves of d turned against each other by position * theta^(-2i/d).
at::Tensor Rope(const at::Tensor& x, double theta) {
  const int64_t d = x.size(-1);
  const at::Tensor pair = at::arange(0, d / 2, at::kDouble);
  const at::Tensor frequency = at::exp(pair * (-2.0 / static_cast<double>(d) * std::log(theta)));
  const at::Tensor angle = at::outer(at::arange(0, x.size(-2), at::kDouble), frequency);
  const at::Tensor first = x.slice(-1, 0, d / 2);
  const at::Tensor second = x.slice(-1, d / 2, d);
  return at::cat(
      {first * angle.cos() - second * angle.sin(), second * angle.cos() + first * angle.sin()}, -1);
}

// x [T, D] of one sequence.
at::Tensor Attention(const model::ModelConfig& config, const Weights& weights,
                     const std::string& prefix, const at::Tensor& x) {
  const int64_t rows = x.size(0);
  const auto heads = [&](const char* name, int64_t count) {
    return Linear(weights, prefix + name, x).view({rows, count, config.head_dim}).transpose(0, 1);
  };
  const int64_t group = config.num_attention_heads / config.num_key_value_heads;
  const at::Tensor q = Rope(heads("q_proj", config.num_attention_heads), config.rope_theta);
  const at::Tensor k = Rope(heads("k_proj", config.num_key_value_heads), config.rope_theta);
  const at::Tensor v = heads("v_proj", config.num_key_value_heads);
  const at::Tensor future = at::ones({rows, rows}, at::kBool).triu(1);
  const at::Tensor scores = at::matmul(q, k.repeat_interleave(group, 0).transpose(1, 2)) /
                            std::sqrt(static_cast<double>(config.head_dim));
  const at::Tensor p =
      at::softmax(scores.masked_fill(future, -std::numeric_limits<double>::infinity()), -1);
  const at::Tensor mixed = at::matmul(p, v.repeat_interleave(group, 0)).transpose(0, 1);
  return Linear(weights, prefix + "o_proj", mixed.reshape({rows, config.q_size()}));
}

// tokens [T] of one sequence -> hidden [T, D].
at::Tensor Hidden(const model::ModelConfig& config, const Weights& weights,
                  const at::Tensor& tokens) {
  at::Tensor x = at::embedding(weights.at("model.embed_tokens.weight"), tokens);
  for (int64_t i = 0; i < config.num_hidden_layers; ++i) {
    const std::string prefix = "model.layers." + std::to_string(i) + ".";
    const auto norm = [&](const char* name) {
      return RmsNorm(x, weights.at(prefix + name), config.rms_norm_eps);
    };
    x = x + Attention(config, weights, prefix + "self_attn.", norm("input_layernorm.weight"));
    const at::Tensor n = norm("post_attention_layernorm.weight");
    const at::Tensor gate = Linear(weights, prefix + "mlp.gate_proj", n);
    const at::Tensor up = Linear(weights, prefix + "mlp.up_proj", n);
    x = x + Linear(weights, prefix + "mlp.down_proj", at::silu(gate) * up);
  }
  return RmsNorm(x, weights.at("model.norm.weight"), config.rms_norm_eps);
}

at::Tensor PackedHidden(const model::ModelConfig& config, const Weights& weights,
                        const model::PackedBatch& batch) {
  const at::Tensor tokens = at::tensor(at::ArrayRef<int32_t>(batch.tokens), at::kInt).to(at::kLong);
  std::vector<at::Tensor> parts;
  for (size_t i = 0; i + 1 < batch.cu_seqlens.size(); ++i) {
    const at::Tensor sequence = tokens.slice(0, batch.cu_seqlens[i], batch.cu_seqlens[i + 1]);
    parts.push_back(Hidden(config, weights, sequence));
  }
  return at::cat(parts, 0);
}

std::vector<double> ToVector(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().contiguous();
  const double* const data = flat.const_data_ptr<double>();
  return {data, data + flat.numel()};
}

// The gradients of all leaves, one after the other as in the arena. Zero for those without one.
std::vector<double> ArenaGradient(const model::Parameters& parameters, const Weights& weights) {
  std::vector<double> arena(static_cast<size_t>(parameters.size()));
  for (const model::TensorInfo& info : parameters.tensors()) {
    const at::Tensor& gradient = weights.at(info.name).grad();
    if (!gradient.defined()) continue;
    const std::vector<double> values = ToVector(gradient);
    std::copy(values.begin(), values.end(), arena.begin() + info.offset);
  }
  return arena;
}

}  // namespace

OracleResult RunOracle(const model::ModelConfig& config, model::Parameters& parameters,
                       const model::PackedBatch& batch, float temperature,
                       std::span<const float> dlogp, std::span<const float> dhidden) {
  base::Require(config.rope_scaling.type == model::RopeScaling::Type::kNone,
                "expected no rotary scaling");
  const auto rows = static_cast<int64_t>(batch.tokens.size());
  const Weights weights = LeafTensors(parameters);
  const at::Tensor hidden = PackedHidden(config, weights, batch);
  const char* const head =
      config.tie_word_embeddings ? "model.embed_tokens.weight" : "lm_head.weight";
  const at::Tensor logits =
      at::matmul(hidden, weights.at(head).t()) / static_cast<double>(temperature);
  const at::Tensor log_p = at::log_softmax(logits, -1);
  const at::Tensor targets =
      at::tensor(at::ArrayRef<int32_t>(batch.targets), at::kInt).to(at::kLong);
  const at::Tensor has_target = targets.ge(0).to(at::kDouble);
  const at::Tensor logp =
      log_p.gather(1, targets.clamp_min(0).unsqueeze(1)).squeeze(1) * has_target;
  const at::Tensor loss = (logp * DoubleTensor(dlogp, {rows})).sum() +
                          (hidden * DoubleTensor(dhidden, {rows, config.hidden_size})).sum();
  loss.backward();
  const at::Tensor entropy = -(log_p.exp() * log_p).sum(-1) * has_target;
  return {ToVector(logp), ToVector(entropy), ToVector(hidden), ArenaGradient(parameters, weights)};
}

}  // namespace r1bench::libtorch_parity
