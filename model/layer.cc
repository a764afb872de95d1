#include "model/layer.h"

#include <cmath>
#include <cstring>

#include "kernels/attention/attention_bf16.h"
#include "kernels/bf16/bf16.h"
#include "kernels/rms_norm/rms_norm.h"
#include "kernels/swiglu/swiglu.h"

namespace r1bench::model {
namespace {

// to = from (+ bias) for whole rows of n; from may be to.
void CopyRows(int64_t rows, int64_t n, const float* from, const float* bias, float* to) {
  if (bias == nullptr) {
    if (from != to) std::memcpy(to, from, static_cast<size_t>(rows * n) * sizeof(float));
    return;
  }
  for (int64_t t = 0; t < rows; ++t) {
    for (int64_t j = 0; j < n; ++j) to[t * n + j] = from[t * n + j] + bias[j];
  }
}

// Stores the span's keys and values, then attends: qkv -> attention.
void Attend(const LayerContext& c, int64_t layer, const RowSpan& span, const LayerBuffers& b) {
  const int64_t q_size = c.config->q_size(), kv_size = c.config->kv_size();
  const int64_t stride = c.config->qkv_size();
  for (int64_t s = span.sequence_begin; s < span.sequence_end; ++s) {
    const SequenceRows& seq = c.sequences[static_cast<size_t>(s)];
    float* const* k_blocks = seq.kv != nullptr ? seq.kv->k_blocks(layer) : seq.k_blocks;
    float* const* v_blocks = seq.kv != nullptr ? seq.kv->v_blocks(layer) : seq.v_blocks;
    const float* q = b.qkv + seq.begin * stride;
    const auto write = c.bf16 ? kernels::KvWriteBf16 : kernels::KvWrite;
    write(c.attention, seq.rows, seq.first_position, q + q_size, stride, q + q_size + kv_size,
          stride, k_blocks, v_blocks);
    c.tasks[s] = {.q = q,
                  .q_stride = stride,
                  .out = b.attention + seq.begin * q_size,
                  .out_stride = q_size,
                  .first_position = seq.first_position,
                  .num_queries = seq.rows,
                  .k_blocks = k_blocks,
                  .v_blocks = v_blocks,
                  .lse = b.lse == nullptr ? nullptr : b.lse + seq.begin * c.attention.n_heads};
  }
  const std::span<const kernels::AttentionTask> tasks(
      c.tasks + span.sequence_begin, static_cast<size_t>(span.sequence_end - span.sequence_begin));
  (c.bf16 ? kernels::AttentionForwardBf16 : kernels::AttentionForward)(c.attention, tasks);
}

}  // namespace

void CutSpans(std::span<const SequenceRows> sequences, int64_t target_rows,
              std::vector<RowSpan>* spans) {
  spans->clear();
  RowSpan span;
  for (const SequenceRows& seq : sequences) {
    if (span.rows() > 0 && span.rows() + seq.rows > target_rows) {
      spans->push_back(span);
      span.begin = span.end;
      span.sequence_begin = span.sequence_end;
    }
    span.end += seq.rows;
    ++span.sequence_end;
  }
  if (span.sequence_end > span.sequence_begin) spans->push_back(span);
}

kernels::AttentionDims AttentionDimsOf(const ModelConfig& config) {
  return {.n_heads = config.num_attention_heads,
          .n_kv_heads = config.num_key_value_heads,
          .head_dim = config.head_dim,
          .scale = 1.0f / std::sqrt(static_cast<float>(config.head_dim))};
}

void LayerForward(const LayerContext& context, const LayerWeights& w, int64_t layer,
                  const RowSpan& span, const LayerBuffers& b) {
  const ModelConfig& c = *context.config;
  const int64_t rows = span.rows(), first = span.begin;
  const int64_t d = c.hidden_size, q = c.q_size(), qkv = c.qkv_size(), ff = c.intermediate_size;
  const float eps = static_cast<float>(c.rms_norm_eps);
  float* norm = b.norm + first * d;
  float* mid = b.mid + first * d;
  float* out = b.out + first * d;
  float* gate_up = b.gate_up + first * 2 * ff;
  float* act = b.act + first * ff;
  float* inv1 = b.inv_rms1 == nullptr ? nullptr : b.inv_rms1 + first;
  float* inv2 = b.inv_rms2 == nullptr ? nullptr : b.inv_rms2 + first;

  kernels::RmsNormForward(rows, d, eps, b.x + first * d, w.input_norm, norm, inv1);
  w.qkv.Product(rows, norm, d, b.qkv + first * qkv, qkv, w.qkv_bias);
  context.rope->Apply(rows, c.num_attention_heads + c.num_key_value_heads, qkv,
                      context.positions + first, b.qkv + first * qkv, /*inverse=*/false);
  // The backward pass reads what attention saw.
  if (context.bf16) kernels::RoundToBf16(rows * qkv, b.qkv + first * qkv, b.qkv + first * qkv);
  Attend(context, layer, span, b);
  CopyRows(rows, d, b.x + first * d, w.o_bias, mid);
  w.o.ProductAccumulate(rows, b.attention + first * q, q, mid, d);

  kernels::RmsNormForward(rows, d, eps, mid, w.post_norm, norm, inv2);
  w.gate_up.Product(rows, norm, d, gate_up, 2 * ff, nullptr);
  kernels::SwigluForward(rows, ff, gate_up, gate_up + ff, act, 2 * ff);
  CopyRows(rows, d, mid, nullptr, out);
  w.down.ProductAccumulate(rows, act, ff, out, d);
}

}  // namespace r1bench::model
