// ForwardTrain and the memory that connects it with Backward.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "model/cpu_transformer.h"

namespace r1bench::model {
// With `recompute` all layers share one set of buffers and only their inputs are kept.
void CpuActivations::Shape(const ModelConfig& c, int64_t rows_wanted, bool recompute) {
  const int64_t d = c.hidden_size, ff = c.intermediate_size, heads = c.num_attention_heads;
  const int64_t inside = d + c.qkv_size() + c.q_size() + 2 * ff + heads + 2;
  const int64_t sets = recompute ? 1 : c.num_hidden_layers;
  const int64_t shared = 3 * d + ff + 1;
  const int64_t padded = (rows_wanted + 15) / 16 * 16;
  float* p = arena.Get(padded * (c.num_hidden_layers * d + sets * inside + shared));
  auto take = [&p, padded](int64_t per_row) {
    float* start = p;
    p += padded * per_row;
    return start;
  };
  num_rows = rows_wanted;
  layers.resize(static_cast<size_t>(c.num_hidden_layers));
  float* norm = take(d);
  float* act = take(ff);
  float* x = take(d);
  LayerBuffers inner;
  for (int64_t i = 0; i < c.num_hidden_layers; ++i) {
    if (i < sets) {
      inner = {.inv_rms1 = take(1),
               .qkv = take(c.qkv_size()),
               .attention = take(c.q_size()),
               .lse = take(heads),
               .mid = take(d),
               .inv_rms2 = take(1),
               .gate_up = take(2 * ff),
               .norm = norm,
               .act = act};
    }
    LayerBuffers& b = layers[static_cast<size_t>(i)];
    b = inner;
    b.x = x;
    b.out = x = take(d);
  }
  final_inv_rms = take(1);
  hidden_states = take(d);
}

void CpuActivations::Layout(const ModelConfig& c, const PackedBatch& batch, bool bf16) {
  const size_t n = batch.cu_seqlens.size() - 1;
  const kernels::AttentionDims dims = AttentionDimsOf(c);
  sequences.resize(n);
  tasks.resize(n);
  positions.resize(batch.tokens.size());
  k_table.clear();
  v_table.clear();
  int64_t blocks = 0;
  for (size_t s = 0; s < n; ++s) {
    const int64_t begin = batch.cu_seqlens[s], length = batch.cu_seqlens[s + 1] - begin;
    sequences[s] = {.begin = begin, .rows = length};
    for (int64_t i = 0; i < length; ++i) {
      positions[static_cast<size_t>(begin + i)] = static_cast<int32_t>(i);
    }
    blocks += (length + kernels::kKvBlockTokens - 1) / kernels::kKvBlockTokens;
  }
  const int64_t half = dims.KBlockFloats() / (bf16 ? 2 : 1);  // of a block: keys, or values
  float* p = kv_arena.Get(2 * blocks * half);
  for (int64_t i = 0; i < blocks; ++i) {
    k_table.push_back(p);
    v_table.push_back(p + half);
    p += 2 * half;
  }
  int64_t block = 0;
  for (SequenceRows& s : sequences) {
    s.k_blocks = k_table.data() + block;
    s.v_blocks = v_table.data() + block;
    block += (s.rows + kernels::kKvBlockTokens - 1) / kernels::kKvBlockTokens;
  }
  head_rows.clear();
  head_targets.clear();
  for (size_t t = 0; t < batch.targets.size(); ++t) {
    if (batch.targets[t] < 0) continue;
    head_rows.push_back(static_cast<int32_t>(t));
    head_targets.push_back(batch.targets[t]);
  }
}

// Log-probabilities of the rows that have a target.
void CpuTransformer::HeadStats(CpuActivations* a) {
  const int64_t d = config.hidden_size;
  const int64_t total = static_cast<int64_t>(a->head_rows.size());
  a->stats.resize(static_cast<size_t>(total));
  head_inv_temperatures.assign(static_cast<size_t>(total), a->inv_temperature);
  float* gathered = head_hidden.Get(total * d);
  for (int64_t i = 0; i < total; ++i) {
    std::memcpy(gathered + i * d, a->hidden_states + a->head_rows[static_cast<size_t>(i)] * d,
                static_cast<size_t>(d) * sizeof(float));
  }
  head.Stats(total, gathered, head_inv_temperatures.data(), a->head_targets.data(),
             a->stats.data());
}

LayerContext CpuTransformer::TrainContext(const CpuActivations& a) const {
  return {.config = &config,
          .attention = AttentionDimsOf(config),
          .rope = &rope,
          .sequences = a.sequences,
          .positions = a.positions.data(),
          .tasks = a.tasks.data(),
          .bf16 = bf16()};
}

void CpuTransformer::ForwardTrain(const PackedBatch& batch, float temperature,
                                  ActivationStore* store, std::vector<kernels::TokenStats>* stats) {
  CpuActivations& a = static_cast<CpuActivations&>(*store);
  a.ready = false;
  a.inv_temperature = 1.0f / temperature;
  a.Shape(config, static_cast<int64_t>(batch.tokens.size()), options.recompute_activations);
  a.Layout(config, batch, bf16());
  int64_t longest = 1;
  for (const SequenceRows& s : a.sequences) longest = std::max(longest, s.rows);
  rope.Reserve(longest);
  CutSpans(a.sequences, SpanRows(a.num_rows), &a.spans);
  RunSpans(TrainContext(a), a.spans, batch.tokens.data(), a.layers, a.final_inv_rms,
           a.hidden_states);
  HeadStats(&a);
  stats->assign(batch.tokens.size(), {});
  for (size_t i = 0; i < a.head_rows.size(); ++i) {
    (*stats)[static_cast<size_t>(a.head_rows[i])] = a.stats[i];
  }
  a.ready = true;
}

}  // namespace r1bench::model
