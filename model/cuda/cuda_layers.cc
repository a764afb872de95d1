#include "model/cuda/cuda_layers.h"

#include <type_traits>

#include "kernels/elementwise/elementwise_cuda.h"
#include "kernels/embedding/embedding_cuda.h"
#include "kernels/rms_norm/rms_norm_cuda.h"
#include "kernels/rope/rope.h"
#include "kernels/rope/rope_cuda.h"
#include "kernels/swiglu/swiglu_cuda.h"
#include "model/layer.h"

namespace r1bench::model {

// Dynamic scaling changes frequencies only beyond the trained context, where the GPU does not go.
template <typename T>
CudaLayers<T>::CudaLayers(const ModelConfig& config, const CudaWeights<T>* weights,
                          cuda::Matmul* matmul, const cuda::Stream* stream)
    : config_(config), weights_(*weights), matmul_(*matmul), stream_(*stream) {
  const kernels::RopeTable table(config.head_dim, RopeInvFreq(config, 0),
                                 config.max_position_embeddings,
                                 static_cast<float>(RopeAttentionFactor(config)));
  const int64_t size = table.max_positions() * config.head_dim / 2;
  cos_ = cuda::DeviceArray<float>(size);
  sin_ = cuda::DeviceArray<float>(size);
  cuda::CopyToDevice(stream_, table.cos(), size, cos_.data());
  cuda::CopyToDevice(stream_, table.sin(), size, sin_.data());
  stream_.Synchronize();
}

template <typename T>
void CudaLayers<T>::Rotate(int64_t rows, const int32_t* positions, T* qkv, bool inverse) {
  cuda::RopeApply(stream_, rows, config_.num_attention_heads + config_.num_key_value_heads,
                  config_.head_dim, config_.qkv_size(), positions, cos_.data(), sin_.data(), qkv,
                  inverse);
}

template <typename T>
void CudaLayers<T>::Embed(const CudaStep<T>& step, float* x) {
  cuda::GatherRows(stream_, step.rows, config_.hidden_size, step.inputs->tokens(),
                   weights_.matrix(weights_.layout().embedding()), x);
}

template <typename T>
void CudaLayers<T>::Norm(int64_t rows, const float* x, const float* w, const CudaLayerBuffers<T>& b,
                         float* inv) {
  const int64_t d = config_.hidden_size;
  const float eps = static_cast<float>(config_.rms_norm_eps);
  if constexpr (std::is_same_v<T, float>) {
    cuda::RmsNormForward(stream_, rows, d, eps, x, w, b.norm, inv);
  } else {
    cuda::RmsNormForward(stream_, rows, d, eps, x, w, b.norm_floats, inv);
    cuda::Convert(stream_, rows * d, static_cast<const float*>(b.norm_floats), b.norm);
  }
}

template <typename T>
void CudaLayers<T>::FinalNorm(int64_t rows, const float* x, float* hidden, float* inv) {
  cuda::RmsNormForward(stream_, rows, config_.hidden_size, static_cast<float>(config_.rms_norm_eps),
                       x, weights_.vector(weights_.layout().final_norm()), hidden, inv);
}

template <typename T>
void CudaLayers<T>::Layer(const CudaStep<T>& step, int64_t layer, const CudaLayerBuffers<T>& b) {
  const int64_t rows = step.rows, d = config_.hidden_size, q = config_.q_size();
  const int64_t qkv = config_.qkv_size(), ff = config_.intermediate_size;
  const LayerOffsets& o = weights_.layout().layer(layer);
  const float* const none = nullptr;

  Norm(rows, b.x, weights_.vector(o.input_norm), b, b.inv_rms1);
  matmul_.Forward(stream_, {rows, qkv, d}, b.norm, weights_.matrix(o.qkv),
                  weights_.vector(o.qkv_bias), false, b.qkv);
  Rotate(rows, step.inputs->rope_positions(), b.qkv, /*inverse=*/false);
  Attend(step, layer, b);
  if (o.o_bias >= 0) {
    cuda::AddBias(stream_, rows, d, static_cast<const float*>(b.x), weights_.vector(o.o_bias),
                  b.mid);
  } else if (b.mid != b.x) {
    cuda::CopyOnDevice(stream_, b.x, rows * d, b.mid);
  }
  matmul_.Forward(stream_, {rows, d, q}, b.attention, weights_.matrix(o.o), none, true, b.mid);

  Norm(rows, b.mid, weights_.vector(o.post_norm), b, b.inv_rms2);
  matmul_.Forward(stream_, {rows, 2 * ff, d}, b.norm, weights_.matrix(o.gate_up), none, false,
                  b.gate_up);
  cuda::SwigluForward(stream_, rows, ff, b.gate_up, b.gate_up + ff, b.act, 2 * ff);
  if (b.out != b.mid) cuda::CopyOnDevice(stream_, b.mid, rows * d, b.out);
  matmul_.Forward(stream_, {rows, d, ff}, b.act, weights_.matrix(o.down), none, true, b.out);
}

// Stores the rows' keys and values, then attends: qkv -> attention.
template <typename T>
void CudaLayers<T>::Attend(const CudaStep<T>& step, int64_t layer, const CudaLayerBuffers<T>& b) {
  const kernels::AttentionDims dims = AttentionDimsOf(config_);
  const int64_t q = config_.q_size(), qkv = config_.qkv_size();
  const StepInputs& in = *step.inputs;
  const int64_t stride = in.table_stride();
  cuda::KvPages<T> pages = step.pages;
  pages.k += layer * step.layer_stride;
  pages.v += layer * step.layer_stride;
  const T* const keys = b.qkv + q;
  cuda::KvWrite(stream_, dims, pages, {in.tables(), stride}, step.rows, in.row_sequences(),
                in.positions(), keys, keys + config_.kv_size(), qkv);
  for (const AttentionRun& run : step.runs) {
    const int64_t s = run.sequence_begin, sequences = run.sequence_end - s;
    const int64_t row = run.decode ? run.row_begin : 0;  // prefill's rows are counted from 0
    const cuda::BlockTables tables{in.tables() + s * stride, stride};
    const cuda::AttentionRows<T> rows{
        .q = b.qkv + row * qkv,
        .q_stride = qkv,
        .out = b.attention + row * q,
        .out_stride = q,
        .lse = b.lse == nullptr ? nullptr : b.lse + row * dims.n_heads};
    if (run.decode) {
      cuda::AttentionDecode(stream_, dims, pages, tables, sequences, run.max_keys,
                            in.positions() + row, rows, step.workspace);
    } else {
      cuda::AttentionPrefill(stream_, dims, pages, tables,
                             {.sequences = sequences,
                              .max_queries = run.max_queries,
                              .max_keys = run.max_keys,
                              .row_begin = in.row_begin() + s,
                              .first_position = in.first_positions() + s},
                             rows);
    }
  }
}

template class CudaLayers<float>;
template class CudaLayers<cuda::Bf16>;

}  // namespace r1bench::model
