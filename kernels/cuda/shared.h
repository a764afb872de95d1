// Shared memory of a block.
#ifndef R1BENCH_KERNELS_CUDA_SHARED_H_
#define R1BENCH_KERNELS_CUDA_SHARED_H_

#include "kernels/cuda/language.h"

namespace r1bench::cuda {

template <typename T>
using SharedType = T;

// Inside a kernel: the memory that its launch asked for, aligned to 128 bytes.
template <typename T>
__device__ __forceinline__ T* DynamicSharedMemory() {
#ifdef R1_CUDA
  extern __shared__ __align__(128) unsigned char r1_dynamic_shared_memory[];
  return reinterpret_cast<T*>(r1_dynamic_shared_memory);
#else
  return static_cast<T*>(emulation::DynamicShared());
#endif
}

}  // namespace r1bench::cuda

// Inside a kernel or a device function, declares `name`, an array of the block whose size is known
// (48 KiB at most altogether), like CUDA's __shared__:  R1_SHARED(tile, float[16][17]);
#ifdef R1_CUDA
#define R1_SHARED(name, ...) __shared__ ::r1bench::cuda::SharedType<__VA_ARGS__> name
#else
#define R1_SHARED(name, ...)                                            \
  static const char r1_key_of_##name = 0;                               \
  auto& name = *static_cast<::r1bench::cuda::SharedType<__VA_ARGS__>*>( \
      ::r1bench::cuda::emulation::StaticShared(&r1_key_of_##name, sizeof(__VA_ARGS__)))
#endif

#endif  // R1BENCH_KERNELS_CUDA_SHARED_H_
