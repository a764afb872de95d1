// N neighbouring numbers in registers: 16 bytes of them, or one where rows cannot be cut into
// vectors. A kernel written over N then serves every shape.
#ifndef R1BENCH_KERNELS_CUDA_NUMBERS_H_
#define R1BENCH_KERNELS_CUDA_NUMBERS_H_

#include <cstdint>
#include <initializer_list>

#include "kernels/cuda/bf16_device.h"
#include "kernels/cuda/language.h"
#include "kernels/cuda/vector.h"

namespace r1bench::cuda {

// N is kVectorSize<T> or 1 (or 8 for float: two vectors, as many numbers as bf16 has in one);
// addresses must be aligned to 16 bytes unless N is 1. As loaded: bf16 stays packed until ToFloats,
// so that many loads may be on their way in few registers.
template <typename T, int N>
struct Numbers {
  static_assert(N == kVectorSize<T>);
  uint4 raw = {};

  __device__ __forceinline__ void Load(const T* p) { raw = LoadVector(p); }
  __device__ __forceinline__ void LoadOnce(const T* p) { raw = LoadVectorOnce(p); }
  __device__ __forceinline__ void ToFloats(float (&out)[N]) const { Vector<T>::ToFloats(raw, out); }
  static __device__ __forceinline__ void Store(T* p, const float (&x)[N]) {
    StoreVector(p, Vector<T>::FromFloats(x));
  }
};

template <typename T>
struct Numbers<T, 1> {
  T raw = {};

  __device__ __forceinline__ void Load(const T* p) { raw = *p; }
  __device__ __forceinline__ void LoadOnce(const T* p) { raw = *p; }
  __device__ __forceinline__ void ToFloats(float (&out)[1]) const { out[0] = ToFloat(raw); }
  static __device__ __forceinline__ void Store(T* p, const float (&x)[1]) {
    *p = FromFloat<T>(x[0]);
  }
};

template <>
struct Numbers<float, 8> {
  Numbers<float, 4> low, high;

  __device__ __forceinline__ void Load(const float* p) {
    low.Load(p);
    high.Load(p + 4);
  }
  __device__ __forceinline__ void LoadOnce(const float* p) {
    low.LoadOnce(p);
    high.LoadOnce(p + 4);
  }
  __device__ __forceinline__ void ToFloats(float (&out)[8]) const {
    float a[4], b[4];
    low.ToFloats(a);
    high.ToFloats(b);
    R1_UNROLL
    for (int k = 0; k < 4; ++k) {
      out[k] = a[k];
      out[k + 4] = b[k];
    }
  }
  static __device__ __forceinline__ void Store(float* p, const float (&x)[8]) {
    Numbers<float, 4>::Store(p, {x[0], x[1], x[2], x[3]});
    Numbers<float, 4>::Store(p + 4, {x[4], x[5], x[6], x[7]});
  }
};

// On the host: whether all extents (lengths and strides) are whole vectors of T and all addresses
// aligned to 16 bytes, so that N may be kVectorSize<T>.
template <typename T>
bool FitsVectors(std::initializer_list<int64_t> extents,
                 std::initializer_list<const void*> addresses) {
  for (const int64_t extent : extents) {
    if (extent % kVectorSize<T> != 0) return false;
  }
  for (const void* p : addresses) {
    if (reinterpret_cast<uintptr_t>(p) % 16 != 0) return false;
  }
  return true;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_NUMBERS_H_
