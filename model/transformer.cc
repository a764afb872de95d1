#include "model/transformer.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "model/cpu_transformer.h"
#include "model/kv_cache.h"
#include "model/transformer_backend.h"

namespace r1bench::model {

Activations::Activations() = default;
Activations::~Activations() = default;
Activations::Activations(Activations&&) noexcept = default;
Activations& Activations::operator=(Activations&&) noexcept = default;
int64_t Activations::num_rows() const { return store_ == nullptr ? 0 : store_->rows(); }
const float* Activations::hidden() const { return store_ == nullptr ? nullptr : store_->hidden(); }
int64_t Activations::bytes() const { return store_ == nullptr ? 0 : store_->bytes(); }

struct Transformer::Impl {
  Impl(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
       std::shared_ptr<ModelWeights> weights, const TransformerOptions& options);

  void RequireTrainable() const;
  void CheckTokens(std::span<const int32_t> ids) const;
  void CheckBatch(const PackedBatch& batch) const;

  ModelConfig config;
  TransformerOptions options;
  ParameterLayout layout;
  std::shared_ptr<Parameters> parameters;  // null: generates only
  std::unique_ptr<TransformerBackend> backend;
};

namespace {

const ModelConfig& Valid(const ModelConfig& config) {
  ValidateConfig(config, "model config");
  return config;
}

}  // namespace

// `weights` are for a model without parameters, which runs on the CPU.
Transformer::Impl::Impl(const ModelConfig& c, std::shared_ptr<Parameters> p,
                        std::shared_ptr<ModelWeights> weights, const TransformerOptions& o)
    : config(Valid(c)), options(o), layout(config), parameters(std::move(p)) {
  base::Require(parameters == nullptr || parameters->size() == layout.size(),
                "expected the parameters of this config, got those of another shape");
  if (options.device != nullptr) {
    backend = options.device->MakeTransformer(config, parameters, options);
  } else {
    if (weights == nullptr) weights = std::make_shared<ModelWeights>(config);
    backend = std::make_unique<CpuTransformer>(config, parameters, std::move(weights), options);
  }
}

void Transformer::Impl::RequireTrainable() const {
  base::Require(parameters != nullptr,
                "expected a model with its parameters, got one that was loaded to generate only");
}

void Transformer::Impl::CheckTokens(std::span<const int32_t> ids) const {
  for (const int32_t id : ids) {
    base::Require(id >= 0 && id < config.vocab_size, "expected token ids below the vocabulary of ",
                  config.vocab_size, ", got ", id, "; is this the model's own tokenizer?");
  }
}

void Transformer::Impl::CheckBatch(const PackedBatch& b) const {
  const int64_t rows = static_cast<int64_t>(b.tokens.size());
  base::Require(!b.cu_seqlens.empty() && b.cu_seqlens.front() == 0 && b.cu_seqlens.back() == rows,
                "expected cu_seqlens from 0 to the number of tokens ", rows, ", got ",
                b.cu_seqlens.empty() ? -1 : b.cu_seqlens.back());
  for (size_t i = 1; i < b.cu_seqlens.size(); ++i) {
    base::Require(b.cu_seqlens[i - 1] < b.cu_seqlens[i],
                  "expected sequences of at least one token, got an empty one at index ", i - 1);
  }
  base::Require(b.targets.size() == b.tokens.size(), "expected one target a token (", rows,
                "), got ", b.targets.size());
  CheckTokens(b.tokens);
  for (const int32_t target : b.targets) {
    if (target >= 0) CheckTokens({&target, 1});
  }
}

Transformer::Transformer(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
                         const TransformerOptions& options) {
  base::Require(parameters != nullptr, "expected a model's parameters, got none");
  impl_ = std::make_unique<Impl>(config, std::move(parameters), nullptr, options);
}

Transformer::Transformer(const ModelConfig& config, std::shared_ptr<ModelWeights> weights) {
  base::Require(weights != nullptr,
                "expected packed weights, got none; load the model with generate_only");
  impl_ = std::make_unique<Impl>(config, nullptr, std::move(weights), TransformerOptions{});
}

Transformer::~Transformer() = default;

const ModelConfig& Transformer::config() const { return impl_->config; }
const TransformerOptions& Transformer::options() const { return impl_->options; }
int64_t Transformer::weight_bytes() const { return impl_->backend->weight_bytes(); }
bool Transformer::trainable() const { return impl_->parameters != nullptr; }

Parameters& Transformer::parameters() {
  impl_->RequireTrainable();
  return *impl_->parameters;
}

KvLayout Transformer::kv_layout() const {
  KvLayout layout = KvLayout::FromConfig(impl_->config);
  layout.bf16 = impl_->backend->bf16();
  layout.device = impl_->options.device.get();
  return layout;
}

void Transformer::WeightsChanged() {
  impl_->RequireTrainable();
  impl_->backend->WeightsChanged();
}

void Transformer::Forward(std::span<const SequenceChunk> chunks, KvCache* cache,
                          HiddenStates* hidden) {
  const KvLayout wanted = kv_layout();
  base::Require(cache->layout().bf16 == wanted.bf16 && cache->layout().device == wanted.device,
                "expected a cache of ", wanted.bf16 ? "bf16" : "fp32",
                " keys and values on the model's device (kv_layout), got one of another kind");
  int64_t rows = 0, longest = 1;
  for (const SequenceChunk& chunk : chunks) {
    base::Require(chunk.kv != nullptr && chunk.kv->cache() == cache,
                  "expected sequences of the given cache, got one of another");
    impl_->CheckTokens(chunk.tokens);
    const int64_t n = static_cast<int64_t>(chunk.tokens.size());
    rows += n;
    longest = std::max(longest, chunk.kv->length() + n);
  }
  for (const SequenceChunk& chunk : chunks) {
    chunk.kv->Reserve(static_cast<int64_t>(chunk.tokens.size()));
  }
  if (rows == 0) return hidden->Clear();
  impl_->backend->Forward(chunks, rows, longest, hidden);
  for (const SequenceChunk& chunk : chunks) {
    chunk.kv->Advance(static_cast<int64_t>(chunk.tokens.size()));
  }
}

void Transformer::Forward(std::span<const SequenceChunk> chunks, KvCache* cache,
                          std::vector<float>* hidden) {
  HiddenStates states(std::move(*hidden));
  Forward(chunks, cache, &states);
  *hidden = states.Release();
}

void Transformer::Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden,
                         int32_t* tokens, kernels::TokenStats* stats) {
  base::Require(rows.size() == hidden.size(), "expected a hidden state for each of ", rows.size(),
                " rows, got ", hidden.size());
  if (!rows.empty()) impl_->backend->Sample(rows, hidden, tokens, stats);
}

void Transformer::Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
                        float temperature, kernels::TokenStats* stats) {
  impl_->backend->Score(hidden, first, targets, temperature, stats);
}

void Transformer::Logits(int64_t rows, const float* hidden, float* logits) {
  impl_->backend->Logits(rows, hidden, logits);
}

void Transformer::ForwardTrain(const PackedBatch& batch, float temperature,
                               Activations* activations, std::vector<kernels::TokenStats>* stats) {
  impl_->RequireTrainable();
  impl_->CheckBatch(batch);
  base::Require(temperature > 0 && std::isfinite(temperature),
                "expected a temperature above 0 for training, got ", temperature);
  TransformerBackend* const backend = impl_->backend.get();
  if (activations->store_ == nullptr || activations->maker_ != backend) {
    activations->store_ = backend->MakeActivations();
    activations->maker_ = backend;
  }
  backend->ForwardTrain(batch, temperature, activations->store_.get(), stats);
}

void Transformer::Backward(const PackedBatch& batch, Activations& activations, const float* dlogp,
                           const float* dhidden, float* grads) {
  base::Require(activations.store_ != nullptr && activations.maker_ == impl_->backend.get(),
                "expected activations of this model's ForwardTrain, got none or another model's");
  impl_->backend->Backward(batch, activations.store_.get(), dlogp, dhidden, grads);
}

int64_t Transformer::gradient_size() const {
  const ModelConfig& c = impl_->config;
  return impl_->layout.size() + (c.tie_word_embeddings ? c.vocab_size * c.hidden_size : 0);
}

void Transformer::FinishGradients(float* grads) { impl_->backend->FinishGradients(grads); }

}  // namespace r1bench::model
