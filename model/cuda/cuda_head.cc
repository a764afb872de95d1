#include "model/cuda/cuda_head.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "kernels/elementwise/elementwise_cuda.h"
#include "kernels/embedding/embedding_cuda.h"
#include "kernels/token_logprob/token_logprob_cuda.h"
#include "model/cuda/grown.h"

namespace r1bench::model {
namespace {

constexpr int64_t kLogitFloats = int64_t{64} << 20;  // 256 MiB: the rows sampled at a time

bool IsTruncated(const SamplingParams& params) {
  return !params.greedy && (params.top_k > 0 || params.top_p < 1.0f);
}

}  // namespace

// The rows' hidden states, one after the other, as operands. Nearly all come from one Forward.
template <typename T>
const T* CudaHead<T>::Gather(std::span<const HiddenRow> rows) {
  const int64_t n = static_cast<int64_t>(rows.size()), d = hidden_size_;
  const HiddenStates* const most = rows.front().states;
  int32_t* const from = Grown(stream_, n, &host_integers_);
  int32_t* const device_from = Grown(stream_, n, &integers_);
  float* const gathered = Grown(stream_, n * d, &gathered_);
  for (int64_t i = 0; i < n; ++i) {
    const HiddenRow& row = rows[static_cast<size_t>(i)];
    from[i] = row.states == most ? static_cast<int32_t>(row.row) : 0;
  }
  cuda::CopyToDevice(stream_, from, n, device_from);
  cuda::GatherRows(stream_, n, d, device_from, most->row(0), gathered);
  for (int64_t i = 0; i < n; ++i) {
    const HiddenRow& row = rows[static_cast<size_t>(i)];
    if (row.states == most) continue;
    cuda::CopyOnDevice(stream_, row.states->row(row.row), d, gathered + i * d);
  }
  return Operands(n, gathered);
}

template <typename T>
const T* CudaHead<T>::Operands(int64_t rows, const float* hidden) {
  if constexpr (std::is_same_v<T, float>) {
    return hidden;
  } else {
    T* const operands = Grown(stream_, rows * hidden_size_, &operands_);
    cuda::Convert(stream_, rows * hidden_size_, hidden, operands);
    return operands;
  }
}

template <typename T>
const float* CudaHead<T>::ComputeLogits(int64_t rows, const T* operands, const T* weight) {
  float* const logits = Grown(stream_, rows * vocab_size_, &logits_);
  matmul_.Forward(stream_, {rows, vocab_size_, hidden_size_}, operands, weight,
                  static_cast<const float*>(nullptr), false, logits);
  return logits;
}

template <typename T>
void CudaHead<T>::Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden,
                         const T* weight, int32_t* tokens, kernels::TokenStats* stats) {
  const T* const operands = Gather(hidden);
  const size_t step = static_cast<size_t>(std::max<int64_t>(1, kLogitFloats / vocab_size_));
  for (size_t i = 0; i < rows.size(); i += step) {
    SamplePart(rows.subspan(i, std::min(step, rows.size() - i)),
               operands + static_cast<int64_t>(i) * hidden_size_, weight, tokens + i, stats + i);
  }
}

template <typename T>
void CudaHead<T>::SamplePart(std::span<const SampleRow> rows, const T* operands, const T* weight,
                             int32_t* tokens, kernels::TokenStats* stats) {
  const int64_t n = static_cast<int64_t>(rows.size());
  auto* const settings = Grown(stream_, n, &host_settings_);
  int64_t* const positions = Grown(stream_, n, &host_positions_);
  bool truncated = false;
  for (size_t i = 0; i < rows.size(); ++i) {
    const SamplingParams& p = *rows[i].params;
    settings[i] = {.seed = p.seed,
                   .request = rows[i].request_id,
                   .sample = rows[i].sample,
                   .top_k = p.top_k,
                   .top_p = p.top_p,
                   .temperature = p.temperature,
                   .greedy = p.greedy};
    positions[i] = rows[i].position;
    truncated |= IsTruncated(p);
  }
  auto* const device_settings = Grown(stream_, n, &settings_);
  int64_t* const device_positions = Grown(stream_, n, &positions_);
  cuda::CopyToDevice(stream_, settings, n, device_settings);
  cuda::CopyToDevice(stream_, positions, n, device_positions);
  const cuda::SampleInput input{.rows = n,
                                .vocab = vocab_size_,
                                .logits = ComputeLogits(n, operands, weight),
                                .settings = device_settings,
                                .positions = device_positions,
                                .truncated = truncated};
  void* const workspace = Grown(stream_, cuda::SampleWorkspaceBytes(n, vocab_size_), &workspace_);
  int32_t* const device_tokens = Grown(stream_, n, &integers_);
  auto* const device_stats = Grown(stream_, n, &stats_);
  cuda::SampleTokens(stream_, input, workspace, device_tokens, device_stats);
  int32_t* const host_tokens = Grown(stream_, n, &host_integers_);
  auto* const host_stats = Grown(stream_, n, &host_stats_);
  cuda::CopyToHost(stream_, device_tokens, n, host_tokens);
  cuda::CopyToHost(stream_, device_stats, n, host_stats);
  stream_.Synchronize();
  std::copy_n(host_tokens, n, tokens);
  std::copy_n(host_stats, n, stats);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (tokens[i] < 0) FailOnLogits(rows[i]);
  }
}

template <typename T>
void CudaHead<T>::Score(const float* hidden, std::span<const int32_t> targets, float temperature,
                        const T* weight, kernels::TokenStats* stats) {
  const int64_t n = static_cast<int64_t>(targets.size());
  const std::vector<float> inv_temperatures(targets.size(), 1.0f / temperature);
  float* const device_inv = Grown(stream_, n, &floats_);
  int32_t* const device_targets = Grown(stream_, n, &integers_);
  cuda::CopyToDevice(stream_, inv_temperatures.data(), n, device_inv);
  cuda::CopyToDevice(stream_, targets.data(), n, device_targets);
  const cuda::HeadShape shape{n, vocab_size_, hidden_size_};
  void* const workspace = Grown(stream_, cuda::TokenLogprobWorkspaceBytes<T>(shape), &workspace_);
  auto* const device_stats = Grown(stream_, n, &stats_);
  cuda::TokenLogprobForward<T>(stream_, matmul_,
                               {.shape = shape,
                                .hidden = Operands(n, hidden),
                                .weight = weight,
                                .inv_temperatures = device_inv,
                                .targets = device_targets},
                               workspace, device_stats);
  cuda::CopyToHost(stream_, device_stats, n, stats);
  stream_.Synchronize();
}

template <typename T>
void CudaHead<T>::Logits(int64_t rows, const float* hidden, const T* weight, float* logits) {
  float* const gathered = Grown(stream_, rows * hidden_size_, &gathered_);
  cuda::CopyToDevice(stream_, hidden, rows * hidden_size_, gathered);
  const float* const result = ComputeLogits(rows, Operands(rows, gathered), weight);
  cuda::CopyToHost(stream_, result, rows * vocab_size_, logits);
  stream_.Synchronize();
}

template class CudaHead<float>;
template class CudaHead<cuda::Bf16>;

}  // namespace r1bench::model
