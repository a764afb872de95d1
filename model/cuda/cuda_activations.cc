#include <algorithm>
#include <type_traits>
#include <utility>

#include "kernels/embedding/embedding_cuda.h"
#include "model/cuda/cuda_training.h"
#include "model/cuda/grown.h"

namespace r1bench::model {

template <typename T>
const float* CudaActivations<T>::hidden() const {
  const int64_t size = num_rows * width;
  host_hidden.resize(static_cast<size_t>(size));
  cuda::CopyToHost(stream, static_cast<const float*>(hidden_states), size, host_hidden.data());
  stream.Synchronize();
  return host_hidden.data();
}

template <typename T>
int64_t CudaActivations<T>::bytes() const {
  return floats.size() * int64_t{sizeof(float)} +
         (numbers.size() + pages.size() + head_hidden.size()) * int64_t{sizeof(T)};
}

template <typename T>
void CudaActivations<T>::Shape(const ModelConfig& c, int64_t rows_wanted, bool recompute) {
  constexpr bool kFloat = std::is_same_v<T, float>;
  const int64_t d = c.hidden_size, ff = c.intermediate_size, heads = c.num_attention_heads;
  const int64_t count = c.num_hidden_layers, sets = recompute ? 1 : count;
  const int64_t padded = (rows_wanted + 15) / 16 * 16;
  float* f =
      Grown(stream, padded * ((count + 1) * d + sets * (d + heads + 2) + (kFloat ? 1 : 2) * d + 1),
            &floats);
  T* p = Grown(stream, padded * (sets * (c.qkv_size() + c.q_size() + 2 * ff) + d + ff), &numbers);
  const auto floats_of = [&](int64_t per_row) { return std::exchange(f, f + padded * per_row); };
  const auto numbers_of = [&](int64_t per_row) { return std::exchange(p, p + padded * per_row); };
  num_rows = rows_wanted;
  width = d;
  layers.resize(static_cast<size_t>(count));
  CudaLayerBuffers<T> inner;
  inner.norm = numbers_of(d);
  inner.act = numbers_of(ff);
  if (!kFloat) inner.norm_floats = floats_of(d);
  float* x = floats_of(d);
  for (int64_t i = 0; i < count; ++i) {
    if (i < sets) {
      inner.inv_rms1 = floats_of(1);
      inner.qkv = numbers_of(c.qkv_size());
      inner.attention = numbers_of(c.q_size());
      inner.lse = floats_of(heads);
      inner.mid = floats_of(d);
      inner.inv_rms2 = floats_of(1);
      inner.gate_up = numbers_of(2 * ff);
    }
    CudaLayerBuffers<T>& b = layers[static_cast<size_t>(i)];
    b = inner;
    b.x = x;
    b.out = x = floats_of(d);
  }
  final_inv_rms = floats_of(1);
  hidden_states = floats_of(d);
}

template <typename T>
void CudaActivations<T>::ListTargets(const PackedBatch& batch, float inv_temperature) {
  head_rows.clear();
  for (size_t t = 0; t < batch.targets.size(); ++t) {
    if (batch.targets[t] >= 0) head_rows.push_back(static_cast<int32_t>(t));
  }
  const int64_t n = static_cast<int64_t>(head_rows.size());
  int32_t* const host = Grown(stream, 2 * n, &host_targets);
  float* const inv = Grown(stream, n, &host_inv_temperatures);
  std::ranges::copy(head_rows, host);
  for (int64_t i = 0; i < n; ++i) {
    host[n + i] = batch.targets[static_cast<size_t>(host[i])];
    inv[i] = inv_temperature;
  }
  cuda::CopyToDevice(stream, host, 2 * n, Grown(stream, 2 * n, &targets));
  cuda::CopyToDevice(stream, inv, n, Grown(stream, n, &inv_temperatures));
}

template <typename T>
cuda::TokenLogprobInput<T> CudaActivations<T>::HeadInput(const ModelConfig& config,
                                                         const T* weight) {
  const int64_t n = static_cast<int64_t>(head_rows.size()), d = config.hidden_size;
  T* const gathered = Grown(stream, n * d, &head_hidden);
  cuda::GatherRows(stream, n, d, targets.data(), static_cast<const float*>(hidden_states),
                   gathered);
  return {.shape = {n, config.vocab_size, d},
          .hidden = gathered,
          .weight = weight,
          .inv_temperatures = inv_temperatures.data(),
          .targets = targets.data() + n};
}

template struct CudaActivations<float>;
template struct CudaActivations<cuda::Bf16>;

}  // namespace r1bench::model
