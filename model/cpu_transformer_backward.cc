// Backward pass, by hand, over the activations that ForwardTrain left.
//
// The batch is walked in spans of whole sequences, so that temporaries stay in the caches and do
// not grow with the batch. Sums over tokens (all weight gradients) continue from one span to the
// next in token order, one fma a token, so the spans change no bit; nor do micro-batches.
// Norm outputs and the SwiGLU product are recomputed: cheaper than keeping them. With
// recompute_activations so is the rest of a layer.
//
// Legend: R rows of the span, D hidden_size, F intermediate_size, V vocabulary.
#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "kernels/elementwise/elementwise.h"
#include "kernels/embedding/embedding.h"
#include "kernels/rms_norm/rms_norm.h"
#include "kernels/swiglu/swiglu.h"
#include "model/cpu_transformer.h"

namespace r1bench::model {
namespace {

constexpr int64_t kBackwardSpanRows = 1024;

void Clear(float* p, int64_t n) { std::memset(p, 0, static_cast<size_t>(n) * sizeof(float)); }

}  // namespace

// Adds to dhidden [R, D] what comes through the logits, and the head's gradient.
void CpuTransformer::HeadBackward(const CpuActivations& a, const RowSpan& span, const float* dlogp,
                                  float* dhidden_R, float* grads) {
  const int64_t d = config.hidden_size;
  const auto first = std::lower_bound(a.head_rows.begin(), a.head_rows.end(), span.begin);
  const auto last = std::lower_bound(first, a.head_rows.end(), span.end);
  const int64_t begin = first - a.head_rows.begin(), n = last - first;
  if (n == 0) return;
  const int32_t* rows = a.head_rows.data() + begin;
  float* gathered = head_hidden.Get(n * d);
  float* dgathered = head_dhidden.Get(n * d);
  Clear(dgathered, n * d);
  head_dlogp.resize(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    std::memcpy(gathered + i * d, a.hidden_states + rows[i] * d,
                static_cast<size_t>(d) * sizeof(float));
    head_dlogp[static_cast<size_t>(i)] = dlogp[rows[i]];
  }
  head.Backward({.rows = n,
                 .hidden = gathered,
                 .inv_temperature = a.inv_temperature,
                 .targets = a.head_targets.data() + begin,
                 .stats = a.stats.data() + begin,
                 .dlogp = head_dlogp.data(),
                 .w = parameters->data() + layout().lm_head()},
                dgathered, grads + layout().lm_head());
  for (int64_t i = 0; i < n; ++i) {
    float* to = dhidden_R + (rows[i] - span.begin) * d;
    for (int64_t j = 0; j < d; ++j) to[j] += dgathered[i * d + j];
  }
}

// dx [R, D]: in, the gradient of the layer's output; out, that of `mid`.
void CpuTransformer::MlpBackward(const LayerBuffers& b, int64_t layer, const RowSpan& span,
                                 float* dx_R, float* grads) {
  const int64_t rows = span.rows(), d = config.hidden_size, ff = config.intermediate_size;
  const LayerOffsets& o = layout().layer(layer);
  const float* w = parameters->data();
  const float* mid = b.mid + span.begin * d;
  const float* gate_up = b.gate_up + span.begin * 2 * ff;
  float* act_R = act.Get(rows * ff);
  float* norm_R = norm.Get(rows * d);
  float* dact_R = dact.Get(rows * ff);
  float* dgate_up_R = dgate_up.Get(rows * 2 * ff);
  float* dnorm_R = dnorm.Get(rows * d);
  kernels::SwigluForward(rows, ff, gate_up, gate_up + ff, act_R, 2 * ff);
  kernels::RmsNormForward(rows, d, static_cast<float>(config.rms_norm_eps), mid, w + o.post_norm,
                          norm_R, nullptr);
  WeightGradient(format(), rows, d, ff, dx_R, act_R, grads + o.down);
  InputGradient(format(), rows, d, ff, dx_R, w + o.down, dact_R, false);
  kernels::SwigluBackward(rows, ff, gate_up, gate_up + ff, dact_R, dgate_up_R, dgate_up_R + ff,
                          2 * ff);
  WeightGradient(format(), rows, 2 * ff, d, dgate_up_R, norm_R, grads + o.gate_up);
  InputGradient(format(), rows, 2 * ff, d, dgate_up_R, w + o.gate_up, dnorm_R, false);
  kernels::RmsNormBackward(rows, d, mid, w + o.post_norm, b.inv_rms2 + span.begin, dnorm_R, dx_R,
                           grads + o.post_norm);
}

void CpuTransformer::ScoresBackward(const CpuActivations& a, const LayerBuffers& b,
                                    const RowSpan& span, const float* dattention_R, float* dqkv_R) {
  const int64_t q = config.q_size(), kv = config.kv_size(), qkv = config.qkv_size();
  backward_tasks.clear();
  for (int64_t s = span.sequence_begin; s < span.sequence_end; ++s) {
    const SequenceRows& seq = a.sequences[static_cast<size_t>(s)];
    const float* x = b.qkv + seq.begin * qkv;
    float* dx = dqkv_R + (seq.begin - span.begin) * qkv;
    backward_tasks.push_back({.n = seq.rows,
                              .q = x,
                              .q_stride = qkv,
                              .k = x + q,
                              .k_stride = qkv,
                              .v = x + q + kv,
                              .v_stride = qkv,
                              .out = b.attention + seq.begin * q,
                              .out_stride = q,
                              .dout = dattention_R + (seq.begin - span.begin) * q,
                              .dout_stride = q,
                              .lse = b.lse + seq.begin * config.num_attention_heads,
                              .dq = dx,
                              .dq_stride = qkv,
                              .dk = dx + q,
                              .dk_stride = qkv,
                              .dv = dx + q + kv,
                              .dv_stride = qkv});
  }
  kernels::AttentionBackward(AttentionDimsOf(config), backward_tasks);
  rope.Apply(span.rows(), config.num_attention_heads + config.num_key_value_heads, qkv,
             a.positions.data() + span.begin, dqkv_R, /*inverse=*/true);
}

// dx [R, D]: in, the gradient of `mid`; out, that of the layer's input.
void CpuTransformer::AttentionPartBackward(const CpuActivations& a, int64_t layer,
                                           const RowSpan& span, float* dx_R, float* grads) {
  const int64_t rows = span.rows(), d = config.hidden_size;
  const int64_t q = config.q_size(), qkv = config.qkv_size();
  const LayerBuffers& b = a.layers[static_cast<size_t>(layer)];
  const LayerOffsets& o = layout().layer(layer);
  const float* w = parameters->data();
  float* dattention_R = dattention.Get(rows * q);
  float* dqkv_R = dqkv.Get(rows * qkv);
  float* norm_R = norm.Get(rows * d);
  float* dnorm_R = dnorm.Get(rows * d);
  WeightGradient(format(), rows, d, q, dx_R, b.attention + span.begin * q, grads + o.o);
  if (o.o_bias >= 0) kernels::ColumnSum(rows, d, dx_R, d, grads + o.o_bias);
  InputGradient(format(), rows, d, q, dx_R, w + o.o, dattention_R, false);
  ScoresBackward(a, b, span, dattention_R, dqkv_R);
  kernels::RmsNormForward(rows, d, static_cast<float>(config.rms_norm_eps), b.x + span.begin * d,
                          w + o.input_norm, norm_R, nullptr);
  WeightGradient(format(), rows, qkv, d, dqkv_R, norm_R, grads + o.qkv);
  if (o.qkv_bias >= 0) kernels::ColumnSum(rows, qkv, dqkv_R, qkv, grads + o.qkv_bias);
  InputGradient(format(), rows, qkv, d, dqkv_R, w + o.qkv, dnorm_R, false);
  kernels::RmsNormBackward(rows, d, b.x + span.begin * d, w + o.input_norm, b.inv_rms1 + span.begin,
                           dnorm_R, dx_R, grads + o.input_norm);
}

void CpuTransformer::SpanBackward(const PackedBatch& batch, const CpuActivations& a,
                                  const RowSpan& span, const float* dlogp, const float* dhidden_T,
                                  float* grads) {
  const int64_t rows = span.rows(), d = config.hidden_size;
  float* dhidden_R = dhidden.Get(rows * d);
  float* dx_R = dx.Get(rows * d);
  Clear(dx_R, rows * d);
  if (dhidden_T == nullptr) {
    Clear(dhidden_R, rows * d);
  } else {
    std::memcpy(dhidden_R, dhidden_T + span.begin * d,
                static_cast<size_t>(rows * d) * sizeof(float));
  }
  HeadBackward(a, span, dlogp, dhidden_R, grads);
  kernels::RmsNormBackward(rows, d, a.layers.back().out + span.begin * d,
                           parameters->data() + layout().final_norm(), a.final_inv_rms + span.begin,
                           dhidden_R, dx_R, grads + layout().final_norm());
  for (int64_t layer = config.num_hidden_layers - 1; layer >= 0; --layer) {
    if (options.recompute_activations) {
      LayerForward(TrainContext(a), weights->layers[static_cast<size_t>(layer)], layer, span,
                   a.layers[static_cast<size_t>(layer)]);
    }
    MlpBackward(a.layers[static_cast<size_t>(layer)], layer, span, dx_R, grads);
    AttentionPartBackward(a, layer, span, dx_R, grads);
  }
  float* dembedding = grads + (config.tie_word_embeddings ? layout().size() : layout().embedding());
  kernels::EmbeddingBackward(rows, d, config.vocab_size, batch.tokens.data() + span.begin, dx_R,
                             dembedding);
}

void CpuTransformer::Backward(const PackedBatch& batch, ActivationStore* store, const float* dlogp,
                              const float* dhidden_T, float* grads) {
  CpuActivations& a = static_cast<CpuActivations&>(*store);
  base::Require(a.ready && a.num_rows == static_cast<int64_t>(batch.tokens.size()),
                "expected activations of a ForwardTrain of the same batch (", batch.tokens.size(),
                " tokens), got ", a.ready ? "another batch's" : "none or used ones");
  a.ready = false;
  CutSpans(a.sequences, kBackwardSpanRows, &backward_spans);
  for (const RowSpan& span : backward_spans) {
    SpanBackward(batch, a, span, dlogp, dhidden_T, grads);
  }
}

void CpuTransformer::FinishGradients(float* grads) {
  if (!config.tie_word_embeddings) return;
  const ParameterLayout& l = layout();
  const int64_t n = config.vocab_size * config.hidden_size;
  kernels::Add(n, grads + l.embedding(), grads + l.size(), grads + l.embedding());
  Clear(grads + l.size(), n);
}

}  // namespace r1bench::model
