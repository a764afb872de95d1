#include "model/cpu_transformer.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/rms_norm/rms_norm.h"
#include "model/kv_cache.h"

namespace r1bench::model {
namespace {

// Up to this many weights a model counts as small (16 MiB: it stays in the caches).
constexpr int64_t kSmallModel = 4 << 20;
// Rows per span of a small model: enough for the matrix kernels, few enough to share among threads.
constexpr int64_t kMinSpanRows = 16, kMaxSpanRows = 256;
// Rows per span of a large model: bounds nothing but locality.
constexpr int64_t kLargeSpanRows = 2048;

}  // namespace

CpuTransformer::CpuTransformer(const ModelConfig& c, std::shared_ptr<Parameters> p,
                               std::shared_ptr<ModelWeights> w, const TransformerOptions& o)
    : config(c),
      options(o),
      parameters(std::move(p)),
      weights(std::move(w)),
      head(&weights->head),
      rope(config) {
  base::Require(config.head_dim % 8 == 0 && config.head_dim <= 256,
                "expected head_dim to be a multiple of 8 and at most 256, got ", config.head_dim,
                "; choose another number of attention heads");
  small = layout().size() <= kSmallModel;
  if (parameters != nullptr) weights->Pack(options.compute, parameters->data());
}

void CpuTransformer::WeightsChanged() { weights->Pack(options.compute, parameters->data()); }

int64_t CpuTransformer::SpanRows(int64_t rows) const {
  if (!small) return kLargeSpanRows;
  return std::clamp(rows / (2 * base::NumThreads()), kMinSpanRows, kMaxSpanRows);
}

void CpuTransformer::RunSpans(const LayerContext& context, const std::vector<RowSpan>& all,
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

void CpuTransformer::Gather(std::span<const SequenceChunk> chunks) {
  sequences.clear();
  tokens.clear();
  positions.clear();
  for (const SequenceChunk& chunk : chunks) {
    const int64_t first = chunk.kv->length(), n = static_cast<int64_t>(chunk.tokens.size());
    sequences.push_back({.begin = static_cast<int64_t>(tokens.size()),
                         .rows = n,
                         .first_position = first,
                         .kv = chunk.kv});
    tokens.insert(tokens.end(), chunk.tokens.begin(), chunk.tokens.end());
    for (int64_t i = 0; i < n; ++i) positions.push_back(static_cast<int32_t>(first + i));
  }
}

void CpuTransformer::Forward(std::span<const SequenceChunk> chunks, int64_t rows, int64_t longest,
                             HiddenStates* hidden) {
  Gather(chunks);
  rope.Reserve(longest);
  hidden->Resize(rows, config.hidden_size);
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
  RunSpans(context, spans, tokens.data(), infer_layers, nullptr, hidden->data());
}

void CpuTransformer::Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden,
                            int32_t* ids, kernels::TokenStats* stats) {
  const int64_t d = config.hidden_size;
  float* gathered = sample_hidden.Get(static_cast<int64_t>(rows.size()) * d);
  for (size_t i = 0; i < hidden.size(); ++i) {
    std::copy_n(hidden[i].states->row(hidden[i].row), d, gathered + static_cast<int64_t>(i) * d);
  }
  SampleRows(rows, head, gathered, ids, stats);
}

void CpuTransformer::Score(const HiddenStates& hidden, int64_t first,
                           std::span<const int32_t> targets, float temperature,
                           kernels::TokenStats* stats) {
  score_inv_temperatures.assign(targets.size(), 1.0f / temperature);
  head.Stats(static_cast<int64_t>(targets.size()), hidden.row(first), score_inv_temperatures.data(),
             targets.data(), stats);
}

void CpuTransformer::Logits(int64_t rows, const float* hidden, float* logits) {
  head.Logits(rows, hidden, logits);
}

}  // namespace r1bench::model
