// The language-model head on the GPU: hidden states to tokens and log-probabilities. Internal to
// model/cuda.
#ifndef R1BENCH_MODEL_CUDA_CUDA_HEAD_H_
#define R1BENCH_MODEL_CUDA_CUDA_HEAD_H_

#include <cstdint>
#include <span>

#include "kernels/cuda/device_array.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/sampling/sampling_cuda.h"
#include "kernels/softmax/softmax.h"
#include "model/hidden_states.h"
#include "model/sampler.h"

namespace r1bench::model {

// T: operands of the product, float or cuda::Bf16. `weight` is [vocab_size, hidden_size].
template <typename T>
class CudaHead {
 public:
  // Pointers must outlive the head.
  CudaHead(int64_t vocab_size, int64_t hidden_size, cuda::Matmul* matmul,
           const cuda::Stream* stream)
      : vocab_size_(vocab_size), hidden_size_(hidden_size), matmul_(*matmul), stream_(*stream) {}

  // As in Transformer. The draws are made on the GPU: what comes back is a token and its
  // statistics.
  void Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden, const T* weight,
              int32_t* tokens, kernels::TokenStats* stats);
  // `hidden` is the device's.
  void Score(const float* hidden, std::span<const int32_t> targets, float temperature,
             const T* weight, kernels::TokenStats* stats);
  // `hidden` and `logits` are the host's.
  void Logits(int64_t rows, const float* hidden, const T* weight, float* logits);

 private:
  const T* Gather(std::span<const HiddenRow> rows);
  const T* Operands(int64_t rows, const float* hidden);
  const float* ComputeLogits(int64_t rows, const T* operands, const T* weight);
  void SamplePart(std::span<const SampleRow> rows, const T* operands, const T* weight,
                  int32_t* tokens, kernels::TokenStats* stats);

  int64_t vocab_size_, hidden_size_;
  cuda::Matmul& matmul_;
  const cuda::Stream& stream_;
  cuda::PinnedArray<int32_t> host_integers_;
  cuda::PinnedArray<int64_t> host_positions_;
  cuda::PinnedArray<cuda::SampleSettings> host_settings_;
  cuda::PinnedArray<kernels::TokenStats> host_stats_;
  cuda::DeviceArray<int32_t> integers_;
  cuda::DeviceArray<int64_t> positions_;
  cuda::DeviceArray<cuda::SampleSettings> settings_;
  cuda::DeviceArray<kernels::TokenStats> stats_;
  cuda::DeviceArray<float> floats_, gathered_, logits_;
  cuda::DeviceArray<T> operands_;
  cuda::DeviceArray<unsigned char> workspace_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_HEAD_H_
