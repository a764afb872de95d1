#include "model/cuda/cuda_training.h"

#include <algorithm>
#include <type_traits>

#include "base/error.h"
#include "kernels/attention/attention_cuda.h"
#include "kernels/elementwise/elementwise_cuda.h"
#include "kernels/embedding/embedding_cuda.h"
#include "kernels/rms_norm/rms_norm_cuda.h"
#include "kernels/swiglu/swiglu_cuda.h"
#include "model/cuda/grown.h"
#include "model/kv_cache.h"
#include "model/layer.h"

namespace r1bench::model {

template <typename T>
void CudaTraining<T>::Forward(const PackedBatch& batch, float temperature,
                              CudaActivations<T>* activations,
                              std::vector<kernels::TokenStats>* stats) {
  CudaActivations<T>& a = *activations;
  const int64_t rows = static_cast<int64_t>(batch.tokens.size());
  a.ready = false;
  stats->assign(batch.tokens.size(), {});
  a.Shape(config_, rows, recompute_);
  if (rows == 0) return;
  const int64_t pages = a.inputs.Upload(stream_, batch);
  base::Require(a.inputs.runs()[0].max_keys <= config_.max_position_embeddings, "expected at most ",
                config_.max_position_embeddings, " tokens in a sequence on a GPU, got ",
                a.inputs.runs()[0].max_keys);
  const int64_t half = config_.kv_size() * KvCache::kBlockTokens;  // of a page: keys, or values
  T* const keys = Grown(stream_, 2 * half * pages, &a.pages);
  a.step = {.rows = rows,
            .inputs = &a.inputs,
            .runs = a.inputs.runs(),
            .pages = {keys, keys + half, 2 * half}};
  layers_.Embed(a.step, a.layers[0].x);
  for (size_t i = 0; i < a.layers.size(); ++i) {
    layers_.Layer(a.step, static_cast<int64_t>(i), a.layers[i]);
  }
  layers_.FinalNorm(rows, a.layers.back().out, a.hidden_states, a.final_inv_rms);
  a.ListTargets(batch, 1.0f / temperature);
  HeadStats(&a);
  for (size_t i = 0; i < a.head_rows.size(); ++i) {
    (*stats)[static_cast<size_t>(a.head_rows[i])] = a.host_stats.data()[i];
  }
  a.ready = true;
}

// Log-probabilities of the rows that have a target.
template <typename T>
void CudaTraining<T>::HeadStats(CudaActivations<T>* a) {
  const auto in = a->HeadInput(config_, weights_.matrix(weights_.layout().lm_head()));
  const int64_t n = in.shape.rows;
  if (n == 0) return;
  auto* const stats = Grown(stream_, n, &a->stats);
  void* const workspace =
      Grown(stream_, cuda::TokenLogprobWorkspaceBytes<T>(in.shape), &scratch_.bytes);
  cuda::TokenLogprobForward(stream_, matmul_, in, workspace, stats);
  cuda::CopyToHost(stream_, stats, n, Grown(stream_, n, &a->host_stats));
  stream_.Synchronize();
}

template <typename T>
void CudaTraining<T>::Reserve(int64_t rows) {
  const ModelConfig& c = config_;
  Scratch& s = scratch_;
  Grown(stream_, rows * c.hidden_size, &s.dhidden);
  Grown(stream_, rows * c.hidden_size, &s.dx);
  Grown(stream_, rows * c.hidden_size, &s.dnorm);
  if (!std::is_same_v<T, float>) Grown(stream_, rows * c.hidden_size, &s.dx_operands);
  Grown(stream_, rows * c.q_size(), &s.dattention);
  Grown(stream_, rows * c.qkv_size(), &s.dqkv);
  Grown(stream_, rows * c.intermediate_size, &s.dact);
  Grown(stream_, rows * 2 * c.intermediate_size, &s.dgate_up);
  Grown(stream_,
        std::max(cuda::AttentionBackwardWorkspace(AttentionDimsOf(c), rows),
                 cuda::RmsNormBackwardWorkspace(rows, c.hidden_size)),
        &s.workspace);
  Grown(stream_, cuda::EmbeddingBackwardWorkspaceBytes(rows), &s.bytes);
}

template <typename T>
void CudaTraining<T>::Backward(const PackedBatch& batch, CudaActivations<T>* activations,
                               const float* dlogp, const float* dhidden, float* grads) {
  CudaActivations<T>& a = *activations;
  const int64_t rows = a.num_rows, d = config_.hidden_size;
  const ParameterLayout& layout = weights_.layout();
  base::Require(a.ready && rows == static_cast<int64_t>(batch.tokens.size()),
                "expected activations of a ForwardTrain of the same batch (", batch.tokens.size(),
                " tokens), got ", a.ready ? "another batch's" : "none or used ones");
  a.ready = false;
  Reserve(rows);
  LoadHiddenGradient(rows, dhidden);
  HeadBackward(&a, dlogp, grads);
  NormBackward(rows, a.layers.back().out, layout.final_norm(), a.final_inv_rms,
               scratch_.dhidden.data(), /*accumulate=*/false, grads);
  for (int64_t layer = config_.num_hidden_layers - 1; layer >= 0; --layer) {
    const CudaLayerBuffers<T>& b = a.layers[static_cast<size_t>(layer)];
    if (recompute_) layers_.Layer(a.step, layer, b);
    MlpBackward(b, layer, rows, grads);
    AttentionBackward(a, layer, grads);
  }
  const int64_t embedding = config_.tie_word_embeddings ? layout.size() : layout.embedding();
  cuda::EmbeddingBackward(stream_, rows, d, a.inputs.tokens(),
                          static_cast<const float*>(scratch_.dx.data()), grads + embedding,
                          scratch_.bytes.data());
}

// dhidden [T, D] from outside, or zeros.
template <typename T>
void CudaTraining<T>::LoadHiddenGradient(int64_t rows, const float* dhidden) {
  const int64_t size = rows * config_.hidden_size;
  float* const to = scratch_.dhidden.data();
  if (dhidden == nullptr) {
    cuda::FillBytes(stream_, to, 0, static_cast<size_t>(size) * sizeof(float));
    return;
  }
  float* const host = Grown(stream_, size, &scratch_.host_dhidden);
  std::copy_n(dhidden, size, host);
  cuda::CopyToDevice(stream_, host, size, to);
}

// Adds to dhidden what comes through the logits, and the head's gradient.
template <typename T>
void CudaTraining<T>::HeadBackward(CudaActivations<T>* a, const float* dlogp, float* grads) {
  const int64_t n = static_cast<int64_t>(a->head_rows.size()), d = config_.hidden_size;
  const int64_t offset = weights_.layout().lm_head();
  if (n == 0) return;
  float* const host = Grown(stream_, n, &scratch_.host_dlogp);
  for (int64_t i = 0; i < n; ++i) host[i] = dlogp[a->head_rows[static_cast<size_t>(i)]];
  float* const device_dlogp = Grown(stream_, n, &scratch_.dlogp);
  cuda::CopyToDevice(stream_, host, n, device_dlogp);
  float* const gathered = Grown(stream_, n * d, &scratch_.head_dhidden);
  cuda::FillBytes(stream_, gathered, 0, static_cast<size_t>(n * d) * sizeof(float));
  const auto in = a->HeadInput(config_, weights_.matrix(offset));
  void* const workspace =
      Grown(stream_, cuda::TokenLogprobWorkspaceBytes<T>(in.shape), &scratch_.bytes);
  cuda::TokenLogprobBackward(stream_, matmul_, in, a->stats.data(), device_dlogp, workspace,
                             gathered, grads + offset);
  cuda::AddToRows(stream_, n, d, a->targets.data(), static_cast<const float*>(gathered),
                  scratch_.dhidden.data());
}

template <typename T>
const T* CudaTraining<T>::Operands(int64_t rows, const float* dx) {
  if constexpr (std::is_same_v<T, float>) {
    return dx;
  } else {
    cuda::Convert(stream_, rows * config_.hidden_size, dx, scratch_.dx_operands.data());
    return scratch_.dx_operands.data();
  }
}

// dx (+)= the gradient through a norm at offset `norm`, given dy.
template <typename T>
void CudaTraining<T>::NormBackward(int64_t rows, const float* x, int64_t norm, const float* inv,
                                   const float* dy, bool accumulate, float* grads) {
  cuda::RmsNormBackward(stream_, rows, config_.hidden_size, x, weights_.vector(norm), inv, dy,
                        accumulate, scratch_.dx.data(), grads + norm, scratch_.workspace.data());
}

// dx: in, the gradient of the layer's output; out, that of `mid`.
template <typename T>
void CudaTraining<T>::MlpBackward(const CudaLayerBuffers<T>& b, int64_t layer, int64_t rows,
                                  float* grads) {
  const int64_t d = config_.hidden_size, ff = config_.intermediate_size;
  const LayerOffsets& o = weights_.layout().layer(layer);
  T* const dact = scratch_.dact.data();
  T* const dgate_up = scratch_.dgate_up.data();
  const cuda::LinearShape down{rows, d, ff}, gate_up{rows, 2 * ff, d};
  const T* const gate = b.gate_up;
  const T* const act = b.act;
  const T* const norm = b.norm;
  cuda::SwigluForward(stream_, rows, ff, gate, gate + ff, b.act, 2 * ff);
  layers_.Norm(rows, b.mid, weights_.vector(o.post_norm), b, nullptr);
  const T* const dx = Operands(rows, scratch_.dx.data());
  matmul_.WeightGradient(stream_, down, dx, act, grads + o.down);
  matmul_.InputGradient(stream_, down, dx, weights_.matrix(o.down), false, dact);
  cuda::SwigluBackward(stream_, rows, ff, gate, gate + ff, static_cast<const T*>(dact), dgate_up,
                       dgate_up + ff, 2 * ff);
  const T* const dy = dgate_up;
  matmul_.WeightGradient(stream_, gate_up, dy, norm, grads + o.gate_up);
  matmul_.InputGradient(stream_, gate_up, dy, weights_.matrix(o.gate_up), false,
                        scratch_.dnorm.data());
  NormBackward(rows, b.mid, o.post_norm, b.inv_rms2, scratch_.dnorm.data(), true, grads);
}

// dx: in, the gradient of `mid`; out, that of the layer's input.
template <typename T>
void CudaTraining<T>::AttentionBackward(const CudaActivations<T>& a, int64_t layer, float* grads) {
  const int64_t rows = a.num_rows, d = config_.hidden_size, q = config_.q_size();
  const int64_t qkv = config_.qkv_size(), kv = config_.kv_size();
  const CudaLayerBuffers<T>& b = a.layers[static_cast<size_t>(layer)];
  const LayerOffsets& o = weights_.layout().layer(layer);
  const AttentionRun& all = a.inputs.runs()[0];
  T* const dattention = scratch_.dattention.data();
  T* const dqkv = scratch_.dqkv.data();
  const cuda::LinearShape output{rows, d, q}, input{rows, qkv, d};
  const T* const attention = b.attention;
  const T* const norm = b.norm;
  const T* const dx = Operands(rows, scratch_.dx.data());
  matmul_.WeightGradient(stream_, output, dx, attention, grads + o.o);
  if (o.o_bias >= 0) {
    cuda::ColumnSum(stream_, rows, d, static_cast<const float*>(scratch_.dx.data()), d,
                    grads + o.o_bias);
  }
  matmul_.InputGradient(stream_, output, dx, weights_.matrix(o.o), false, dattention);
  const cuda::AttentionGradient<T> gradient{.rows = rows,
                                            .sequences = all.sequence_end,
                                            .max_tokens = all.max_keys,
                                            .row_begin = a.inputs.row_begin(),
                                            .q = b.qkv,
                                            .k = b.qkv + q,
                                            .v = b.qkv + q + kv,
                                            .qkv_stride = qkv,
                                            .out = attention,
                                            .dout = dattention,
                                            .out_stride = q,
                                            .lse = b.lse,
                                            .dq = dqkv,
                                            .dk = dqkv + q,
                                            .dv = dqkv + q + kv,
                                            .dqkv_stride = qkv};
  cuda::AttentionBackward(stream_, AttentionDimsOf(config_), gradient, scratch_.workspace.data());
  layers_.Rotate(rows, a.inputs.rope_positions(), dqkv, /*inverse=*/true);
  layers_.Norm(rows, b.x, weights_.vector(o.input_norm), b, nullptr);
  const T* const dy = dqkv;
  matmul_.WeightGradient(stream_, input, dy, norm, grads + o.qkv);
  if (o.qkv_bias >= 0) cuda::ColumnSum(stream_, rows, qkv, dy, qkv, grads + o.qkv_bias);
  matmul_.InputGradient(stream_, input, dy, weights_.matrix(o.qkv), false, scratch_.dnorm.data());
  NormBackward(rows, b.x, o.input_norm, b.inv_rms1, scratch_.dnorm.data(), true, grads);
}

template <typename T>
void CudaTraining<T>::FinishGradients(float* grads) {
  if (!config_.tie_word_embeddings) return;
  const ParameterLayout& layout = weights_.layout();
  const int64_t n = config_.vocab_size * config_.hidden_size;
  float* const sum = grads + layout.embedding();
  float* const tail = grads + layout.size();
  cuda::Add(stream_, n, static_cast<const float*>(sum), static_cast<const float*>(tail), sum);
  cuda::FillBytes(stream_, tail, 0, static_cast<size_t>(n) * sizeof(float));
}

template class CudaTraining<float>;
template class CudaTraining<cuda::Bf16>;

}  // namespace r1bench::model
