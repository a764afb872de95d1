// A model's parameters on the GPU, in the arena's layout (model/parameters.h): the arena's copy
// there and, for products of bf16, the same rounded. Internal to model/cuda.
#ifndef R1BENCH_MODEL_CUDA_CUDA_WEIGHTS_H_
#define R1BENCH_MODEL_CUDA_CUDA_WEIGHTS_H_

#include <cstdint>
#include <type_traits>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"
#include "model/parameters.h"

namespace r1bench::model {

// T: operands of the matrix products, float or cuda::Bf16.
template <typename T>
class CudaWeights {
 public:
  // The parameters' arena must be on the device (FlatArena::UseDevice). Pointers must outlive the
  // object.
  CudaWeights(Parameters* parameters, const cuda::Stream* stream)
      : parameters_(*parameters),
        stream_(*stream),
        rounded_(std::is_same_v<T, float> ? 0 : parameters->size()) {
    Update();
  }

  // Call after any change of the parameters. Queued.
  void Update();

  const ParameterLayout& layout() const { return parameters_.layout(); }
  // Norms and biases; null for -1.
  const float* vector(int64_t offset) const { return offset < 0 ? nullptr : floats_ + offset; }
  const T* matrix(int64_t offset) const {
    if constexpr (std::is_same_v<T, float>) {
      return floats_ + offset;
    } else {
      return rounded_.data() + offset;
    }
  }
  int64_t bytes() const {
    return parameters_.size() * int64_t{sizeof(float)} + rounded_.size() * int64_t{sizeof(T)};
  }

 private:
  Parameters& parameters_;
  const cuda::Stream& stream_;
  const float* floats_ = nullptr;
  cuda::DeviceArray<T> rounded_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_WEIGHTS_H_
