// The layers of a transformer on the GPU, forward: the only implementation, used for sampling,
// scoring and training, as model/layer.h is on the CPU. Internal to model/cuda.
//
// T is the type of the products' operands and of keys and values: float, or cuda::Bf16. The
// residual stream, the norms and the gradients of weights are fp32 in both.
#ifndef R1BENCH_MODEL_CUDA_CUDA_LAYERS_H_
#define R1BENCH_MODEL_CUDA_CUDA_LAYERS_H_

#include <cstdint>
#include <span>

#include "kernels/attention/attention_cuda.h"
#include "kernels/cuda/device_array.h"
#include "kernels/gemm/gemm_cuda.h"
#include "model/config.h"
#include "model/cuda/cuda_weights.h"
#include "model/cuda/step_inputs.h"

namespace r1bench::model {

// Arrays with a row per token. In inference all layers share everything, and x, mid and out are one
// array.
template <typename T>
struct CudaLayerBuffers {
  float* x = nullptr;            // [rows, D] input
  float* inv_rms1 = nullptr;     // [rows] or null
  T* qkv = nullptr;              // [rows, Q + 2 KV] after the rotary embedding
  T* attention = nullptr;        // [rows, Q]
  float* lse = nullptr;          // [rows, heads] or null
  float* mid = nullptr;          // [rows, D] after attention
  float* inv_rms2 = nullptr;     // [rows] or null
  T* gate_up = nullptr;          // [rows, 2 F]
  float* out = nullptr;          // [rows, D]
  T* norm = nullptr;             // [rows, D] scratch
  float* norm_floats = nullptr;  // [rows, D] scratch, unless T is float
  T* act = nullptr;              // [rows, F] scratch
};

// The rows of one pass, and where their keys and values are.
template <typename T>
struct CudaStep {
  int64_t rows = 0;
  const StepInputs* inputs = nullptr;
  std::span<const AttentionRun> runs;
  cuda::KvPages<T> pages;      // of layer 0
  int64_t layer_stride = 0;    // numbers from a layer's pages to the next layer's; 0: they share
  float* workspace = nullptr;  // of AttentionDecode; may be null if no run decodes
};

template <typename T>
class CudaLayers {
 public:
  // Pointers must outlive the object.
  CudaLayers(const ModelConfig& config, const CudaWeights<T>* weights, cuda::Matmul* matmul,
             const cuda::Stream* stream);

  void Embed(const CudaStep<T>& step, float* x);
  void Layer(const CudaStep<T>& step, int64_t layer, const CudaLayerBuffers<T>& b);
  // hidden [rows, D]; inv_rms [rows] or null.
  void FinalNorm(int64_t rows, const float* x, float* hidden, float* inv_rms);

  // b.norm = the norm of x, as operands.
  void Norm(int64_t rows, const float* x, const float* w, const CudaLayerBuffers<T>& b,
            float* inv_rms);
  // Rotates the queries and keys of qkv, or back.
  void Rotate(int64_t rows, const int32_t* positions, T* qkv, bool inverse);

 private:
  void Attend(const CudaStep<T>& step, int64_t layer, const CudaLayerBuffers<T>& b);

  ModelConfig config_;
  const CudaWeights<T>& weights_;
  cuda::Matmul& matmul_;
  const cuda::Stream& stream_;
  cuda::DeviceArray<float> cos_, sin_;  // [max_position_embeddings, head_dim / 2]
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_LAYERS_H_
