#include "model/transformer.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/rms_norm/rms_norm.h"
#include "model/kv_cache.h"
#include "model/transformer_impl.h"

namespace r1bench::model {
namespace {

// Up to this many weights a model counts as small (16 MiB: it stays in the caches).
constexpr int64_t kSmallModel = 4 << 20;
// Rows per span of a small model: enough for the matrix kernels, few enough to share among threads.
constexpr int64_t kMinSpanRows = 16, kMaxSpanRows = 256;
// Rows per span of a large model: bounds nothing but locality.
constexpr int64_t kLargeSpanRows = 2048;

}  // namespace

Transformer::Impl::Impl(const ModelConfig& c, std::shared_ptr<Parameters> p,
                        std::shared_ptr<ModelWeights> w, const TransformerOptions& o)
    : config(c),
      options(o),
      parameters(std::move(p)),
      weights(std::move(w)),
      head(&weights->head),
      rope(config) {
  ValidateConfig(config, "model config");
  base::Require(config.head_dim % 8 == 0 && config.head_dim <= 256,
                "expected head_dim to be a multiple of 8 and at most 256, got ", config.head_dim,
                "; choose another number of attention heads");
  base::Require(parameters == nullptr || parameters->size() == layout().size(),
                "expected the parameters of this config, got those of another shape");
  small = layout().size() <= kSmallModel;
  if (parameters != nullptr) weights->Pack(options.compute, parameters->data());
}

void Transformer::Impl::RequireTrainable() const {
  base::Require(parameters != nullptr,
                "expected a model with its parameters, got one that was loaded to generate only");
}

int64_t Transformer::Impl::SpanRows(int64_t rows) const {
  if (!small) return kLargeSpanRows;
  return std::clamp(rows / (2 * base::NumThreads()), kMinSpanRows, kMaxSpanRows);
}

void Transformer::Impl::CheckTokens(std::span<const int32_t> ids) const {
  for (const int32_t id : ids) {
    base::Require(id >= 0 && id < config.vocab_size, "expected token ids below the vocabulary of ",
                  config.vocab_size, ", got ", id, "; is this the model's own tokenizer?");
  }
}

void Transformer::Impl::RunSpans(const LayerContext& context, const std::vector<RowSpan>& all,
                                 const int32_t* ids, const std::vector<LayerBuffers>& buffers,
                                 float* final_inv_rms, float* hidden) const {
  const int64_t d = config.hidden_size;
  auto run = [&](const RowSpan& span) {
    weights->Embed(span.rows(), ids + span.begin, buffers[0].x + span.begin * d);
    for (size_t i = 0; i < weights->layers.size(); ++i) {
      LayerForward(context, weights->layers[i], static_cast<int64_t>(i), span, buffers[i]);
    }
    kernels::RmsNormForward(span.rows(), d, static_cast<float>(config.rms_norm_eps),
                            buffers.back().out + span.begin * d, weights->final_norm,
                            hidden + span.begin * d,
                            final_inv_rms == nullptr ? nullptr : final_inv_rms + span.begin);
  };
  if (small) {
    base::ParallelFor(static_cast<int64_t>(all.size()), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) run(all[static_cast<size_t>(i)]);
    });
  } else {
    for (const RowSpan& span : all) run(span);
  }
}

Transformer::Transformer(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
                         const TransformerOptions& options)
    : impl_(std::make_unique<Impl>(config, std::move(parameters),
                                   std::make_shared<ModelWeights>(config), options)) {
  impl_->RequireTrainable();
}
namespace {

std::shared_ptr<ModelWeights> NotNull(std::shared_ptr<ModelWeights> weights) {
  base::Require(weights != nullptr,
                "expected packed weights, got none; load the model with generate_only");
  return weights;
}

}  // namespace

Transformer::Transformer(const ModelConfig& config, std::shared_ptr<ModelWeights> weights)
    : impl_(std::make_unique<Impl>(config, nullptr, NotNull(std::move(weights)),
                                   TransformerOptions{})) {}
Transformer::~Transformer() = default;

const ModelConfig& Transformer::config() const { return impl_->config; }
const TransformerOptions& Transformer::options() const { return impl_->options; }
bool Transformer::trainable() const { return impl_->parameters != nullptr; }
Parameters& Transformer::parameters() {
  impl_->RequireTrainable();
  return *impl_->parameters;
}
int64_t Transformer::weight_bytes() const { return impl_->weights->bytes(); }
KvLayout Transformer::kv_layout() const {
  KvLayout layout = KvLayout::FromConfig(impl_->config);
  layout.bf16 = impl_->bf16();
  return layout;
}
void Transformer::WeightsChanged() {
  impl_->RequireTrainable();
  impl_->weights->Pack(impl_->options.compute, impl_->parameters->data());
}

namespace {

// One set of arrays for all layers; x, mid and out are the same array.
LayerBuffers InferenceBuffers(const ModelConfig& c, int64_t rows, Scratch* scratch) {
  const int64_t d = c.hidden_size, ff = c.intermediate_size;
  const int64_t padded = (rows + 15) / 16 * 16;
  float* p = scratch->Get(padded * (2 * d + c.qkv_size() + c.q_size() + 3 * ff));
  auto take = [&p, padded](int64_t per_row) {
    float* start = p;
    p += padded * per_row;
    return start;
  };
  LayerBuffers b;
  b.x = b.mid = b.out = take(d);
  b.norm = take(d);
  b.qkv = take(c.qkv_size());
  b.attention = take(c.q_size());
  b.gate_up = take(2 * ff);
  b.act = take(ff);
  return b;
}

}  // namespace

// Lists the chunks' rows; checks all input. Returns the length of the longest sequence after them.
int64_t Transformer::Impl::Gather(std::span<const SequenceChunk> chunks, const KvCache* cache) {
  sequences.clear();
  tokens.clear();
  positions.clear();
  int64_t longest = 1;
  for (const SequenceChunk& chunk : chunks) {
    base::Require(chunk.kv != nullptr && chunk.kv->cache() == cache,
                  "expected sequences of the given cache, got one of another");
    base::Require(cache->layout().bf16 == bf16(), "expected a cache of ", bf16() ? "bf16" : "fp32",
                  " keys and values (kv_layout), got one of the other kind");
    CheckTokens(chunk.tokens);
    const int64_t first = chunk.kv->length(), n = static_cast<int64_t>(chunk.tokens.size());
    sequences.push_back({.begin = static_cast<int64_t>(tokens.size()),
                         .rows = n,
                         .first_position = first,
                         .kv = chunk.kv});
    tokens.insert(tokens.end(), chunk.tokens.begin(), chunk.tokens.end());
    for (int64_t i = 0; i < n; ++i) positions.push_back(static_cast<int32_t>(first + i));
    longest = std::max(longest, first + n);
  }
  return longest;
}

int64_t Transformer::Impl::Prepare(std::span<const SequenceChunk> chunks, KvCache* cache) {
  rope.Reserve(Gather(chunks, cache));
  for (const SequenceChunk& chunk : chunks) {
    chunk.kv->Reserve(static_cast<int64_t>(chunk.tokens.size()));
  }
  return static_cast<int64_t>(tokens.size());
}

void Transformer::Impl::Infer(std::span<const SequenceChunk> chunks, int64_t rows, float* hidden) {
  if (rows == 0) return;
  infer_layers.assign(weights->layers.size(), InferenceBuffers(config, rows, &infer_arena));
  tasks.resize(sequences.size());
  CutSpans(sequences, SpanRows(rows), &spans);
  const LayerContext context{.config = &config,
                             .attention = AttentionDimsOf(config),
                             .rope = &rope,
                             .sequences = sequences,
                             .positions = positions.data(),
                             .tasks = tasks.data(),
                             .bf16 = bf16()};
  RunSpans(context, spans, tokens.data(), infer_layers, nullptr, hidden);
  for (const SequenceChunk& chunk : chunks) {
    chunk.kv->Advance(static_cast<int64_t>(chunk.tokens.size()));
  }
}

void Transformer::Forward(std::span<const SequenceChunk> chunks, KvCache* cache,
                          HiddenStates* hidden) {
  const int64_t rows = impl_->Prepare(chunks, cache);
  hidden->Resize(rows, impl_->config.hidden_size);
  impl_->Infer(chunks, rows, hidden->data());
}

void Transformer::Forward(std::span<const SequenceChunk> chunks, KvCache* cache,
                          std::vector<float>* hidden) {
  const int64_t rows = impl_->Prepare(chunks, cache);
  hidden->resize(static_cast<size_t>(rows * impl_->config.hidden_size));
  impl_->Infer(chunks, rows, hidden->data());
}

void Transformer::Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden,
                         int32_t* tokens, kernels::TokenStats* stats) {
  const int64_t d = impl_->config.hidden_size;
  base::Require(rows.size() == hidden.size(), "expected a hidden state for each of ", rows.size(),
                " rows, got ", hidden.size());
  float* gathered = impl_->sample_hidden.Get(static_cast<int64_t>(rows.size()) * d);
  for (size_t i = 0; i < hidden.size(); ++i) {
    std::copy_n(hidden[i].states->row(hidden[i].row), d, gathered + static_cast<int64_t>(i) * d);
  }
  SampleRows(rows, impl_->head, gathered, tokens, stats);
}

void Transformer::Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
                        float temperature, kernels::TokenStats* stats) {
  impl_->score_inv_temperatures.assign(targets.size(), 1.0f / temperature);
  impl_->head.Stats(static_cast<int64_t>(targets.size()), hidden.row(first),
                    impl_->score_inv_temperatures.data(), targets.data(), stats);
}

void Transformer::Logits(int64_t rows, const float* hidden, float* logits) {
  impl_->head.Logits(rows, hidden, logits);
}

}  // namespace r1bench::model
