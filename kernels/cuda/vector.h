// Loads and stores of 16 bytes, the widest that a thread can make: 4 floats or 8 bf16.
#ifndef R1BENCH_KERNELS_CUDA_VECTOR_H_
#define R1BENCH_KERNELS_CUDA_VECTOR_H_

#include <cstdint>

#include "kernels/cuda/bf16_device.h"
#include "kernels/cuda/language.h"

namespace r1bench::cuda {

template <typename T>
inline constexpr int kVectorSize = 16 / static_cast<int>(sizeof(T));

// 16 bytes at p, which must be aligned to 16.
template <typename T>
__device__ __forceinline__ uint4 LoadVector(const T* p) {
  return *reinterpret_cast<const uint4*>(p);
}

// The same for data that is not read again soon: leaves the caches to what is.
template <typename T>
__device__ __forceinline__ uint4 LoadVectorOnce(const T* p) {
#ifdef R1_CUDA
  return __ldcs(reinterpret_cast<const uint4*>(p));
#else
  return LoadVector(p);
#endif
}

template <typename T>
__device__ __forceinline__ void StoreVector(T* p, uint4 v) {
  *reinterpret_cast<uint4*>(p) = v;
}

// The numbers in 16 bytes, as floats, and back (rounded).
template <typename T>
struct Vector;

template <>
struct Vector<float> {
  static __device__ __forceinline__ void ToFloats(uint4 v, float (&out)[4]) {
    out[0] = __uint_as_float(v.x);
    out[1] = __uint_as_float(v.y);
    out[2] = __uint_as_float(v.z);
    out[3] = __uint_as_float(v.w);
  }
  static __device__ __forceinline__ uint4 FromFloats(const float (&x)[4]) {
    return make_uint4(__float_as_uint(x[0]), __float_as_uint(x[1]), __float_as_uint(x[2]),
                      __float_as_uint(x[3]));
  }
};

template <>
struct Vector<Bf16> {
  static __device__ __forceinline__ void ToFloats(uint4 v, float (&out)[8]) {
    out[0] = LowToFloat(v.x);
    out[1] = HighToFloat(v.x);
    out[2] = LowToFloat(v.y);
    out[3] = HighToFloat(v.y);
    out[4] = LowToFloat(v.z);
    out[5] = HighToFloat(v.z);
    out[6] = LowToFloat(v.w);
    out[7] = HighToFloat(v.w);
  }
  static __device__ __forceinline__ uint4 FromFloats(const float (&x)[8]) {
    return make_uint4(PackBf16(x[0], x[1]), PackBf16(x[2], x[3]), PackBf16(x[4], x[5]),
                      PackBf16(x[6], x[7]));
  }
};

// N neighbouring floats at p (aligned to 16 bytes, N a multiple of 4).
template <int N>
__device__ __forceinline__ void LoadFloats(const float* p, float (&out)[N]) {
  static_assert(N % 4 == 0, "whole vectors");
  R1_UNROLL
  for (int i = 0; i < N; i += 4) {
    const uint4 v = LoadVector(p + i);
    out[i] = __uint_as_float(v.x);
    out[i + 1] = __uint_as_float(v.y);
    out[i + 2] = __uint_as_float(v.z);
    out[i + 3] = __uint_as_float(v.w);
  }
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_VECTOR_H_
