// Working memory of a steady state on the GPU. Internal to model/cuda.
#ifndef R1BENCH_MODEL_CUDA_GROWN_H_
#define R1BENCH_MODEL_CUDA_GROWN_H_

#include <cstdint>

#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::model {

// The elements of an array that has at least `size` of them afterwards; contents are not kept. What
// is queued may still use the old ones, so growing waits for the stream.
template <typename Array>
auto* Grown(const cuda::Stream& stream, int64_t size, Array* array) {
  if (array->size() < size) {
    stream.Synchronize();
    *array = Array();  // before the new one: never both
    *array = Array(size + size / 4);
  }
  return array->data();
}

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_GROWN_H_
