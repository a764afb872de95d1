// Forward and backward passes for training on the GPU. Internal to model/cuda.
//
// All runs in one order, so that two runs give the same bits. Micro-batches do so only in part: the
// weights of norms sum their gradient 32 rows at a time (kernels/rms_norm), and in bf16
// matrices 16.
#ifndef R1BENCH_MODEL_CUDA_CUDA_TRAINING_H_
#define R1BENCH_MODEL_CUDA_CUDA_TRAINING_H_

#include <cstdint>
#include <vector>

#include "kernels/cuda/device_array.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/softmax/softmax.h"
#include "kernels/token_logprob/token_logprob_cuda.h"
#include "model/cuda/cuda_layers.h"
#include "model/cuda/cuda_weights.h"
#include "model/cuda/step_inputs.h"
#include "model/transformer_backend.h"

namespace r1bench::model {

// What Forward leaves for Backward.
template <typename T>
struct CudaActivations : public ActivationStore {
  explicit CudaActivations(const cuda::Stream* stream_in) : stream(*stream_in) {}

  int64_t rows() const override { return num_rows; }
  const float* hidden() const override;
  int64_t bytes() const override;

  // Points the buffers at memory for `rows_wanted` rows.
  void Shape(const ModelConfig& config, int64_t rows_wanted, bool recompute);
  // The rows that have a target, and what the head needs of them.
  void ListTargets(const PackedBatch& batch, float inv_temperature);
  cuda::TokenLogprobInput<T> HeadInput(const ModelConfig& config, const T* weight);

  const cuda::Stream& stream;
  bool ready = false;               // filled by Forward, not yet used by Backward
  int64_t num_rows = 0, width = 0;  // T, D
  CudaStep<T> step;
  StepInputs inputs;
  std::vector<CudaLayerBuffers<T>> layers;
  float* final_inv_rms = nullptr;  // [T]
  float* hidden_states = nullptr;  // [T, D]
  std::vector<int32_t> head_rows;
  cuda::PinnedArray<int32_t> host_targets;         // the rows, then their targets
  cuda::PinnedArray<float> host_inv_temperatures;  // of those rows
  cuda::PinnedArray<kernels::TokenStats> host_stats;
  cuda::DeviceArray<int32_t> targets;
  cuda::DeviceArray<float> inv_temperatures;
  cuda::DeviceArray<kernels::TokenStats> stats;
  cuda::DeviceArray<T> head_hidden;  // [rows with a target, D]
  cuda::DeviceArray<float> floats;
  cuda::DeviceArray<T> numbers, pages;
  mutable std::vector<float> host_hidden;
};

template <typename T>
class CudaTraining {
 public:
  // Pointers must outlive the object.
  CudaTraining(const ModelConfig& config, bool recompute, const CudaWeights<T>* weights,
               CudaLayers<T>* layers, cuda::Matmul* matmul, const cuda::Stream* stream)
      : config_(config),
        recompute_(recompute),
        weights_(*weights),
        layers_(*layers),
        matmul_(*matmul),
        stream_(*stream) {}

  // As in Transformer; `grads` is the device's, all else the host's.
  void Forward(const PackedBatch& batch, float temperature, CudaActivations<T>* activations,
               std::vector<kernels::TokenStats>* stats);
  void Backward(const PackedBatch& batch, CudaActivations<T>* activations, const float* dlogp,
                const float* dhidden, float* grads);
  void FinishGradients(float* grads);

 private:
  // Gradients of one layer's numbers, [rows, …] each.
  struct Scratch {
    cuda::DeviceArray<float> dhidden, dx, dnorm, workspace, head_dhidden, dlogp;
    cuda::DeviceArray<T> dx_operands, dattention, dqkv, dact, dgate_up;
    cuda::DeviceArray<unsigned char> bytes;
    cuda::PinnedArray<float> host_dlogp, host_dhidden;
  };

  void Reserve(int64_t rows);
  void HeadStats(CudaActivations<T>* a);
  void HeadBackward(CudaActivations<T>* a, const float* dlogp, float* grads);
  void LoadHiddenGradient(int64_t rows, const float* dhidden);
  const T* Operands(int64_t rows, const float* dx);
  void NormBackward(int64_t rows, const float* x, int64_t norm, const float* inv, const float* dy,
                    bool accumulate, float* grads);
  void MlpBackward(const CudaLayerBuffers<T>& b, int64_t layer, int64_t rows, float* grads);
  void AttentionBackward(const CudaActivations<T>& a, int64_t layer, float* grads);

  ModelConfig config_;
  bool recompute_;
  const CudaWeights<T>& weights_;
  CudaLayers<T>& layers_;
  cuda::Matmul& matmul_;
  const cuda::Stream& stream_;
  Scratch scratch_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_TRAINING_H_
