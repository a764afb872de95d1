#include "model/cuda/cuda_weights.h"

#include <utility>

#include "kernels/elementwise/elementwise_cuda.h"

namespace r1bench::model {

template <typename T>
void CudaWeights<T>::Update() {
  floats_ = std::as_const(parameters_.arena()).local();
  if constexpr (!std::is_same_v<T, float>) {
    cuda::Convert(stream_, parameters_.size(), floats_, rounded_.data());
  }
}

template class CudaWeights<float>;
template class CudaWeights<cuda::Bf16>;

}  // namespace r1bench::model
