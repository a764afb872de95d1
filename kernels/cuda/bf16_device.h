// fp32 <-> bf16 in kernels: the rounding of kernels/bf16 (to nearest even, a subnormal float
// becomes zero), bit for bit except for the payload of a NaN.
#ifndef R1BENCH_KERNELS_CUDA_BF16_DEVICE_H_
#define R1BENCH_KERNELS_CUDA_BF16_DEVICE_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/language.h"
#ifndef R1_CUDA
#include "kernels/bf16/bf16.h"
#endif

namespace r1bench::cuda {

// The bf16 of `low` in the low half of the word and that of `high` in the high half.
__device__ __forceinline__ uint32_t PackBf16(float low, float high) {
#ifdef R1_CUDA
  // The hardware's conversion keeps subnormal floats; the product with 1 makes them zeros.
  float a, b;
  uint32_t packed;
  asm("mul.rn.ftz.f32 %0, %1, 0f3F800000;" : "=f"(a) : "f"(low));
  asm("mul.rn.ftz.f32 %0, %1, 0f3F800000;" : "=f"(b) : "f"(high));
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(b), "f"(a));
  return packed;
#else
  return static_cast<uint32_t>(kernels::ToBf16(high)) << 16 | kernels::ToBf16(low);
#endif
}

__device__ __forceinline__ Bf16 ToBf16(float x) {
  return {static_cast<uint16_t>(PackBf16(x, 0.0f))};
}

// Exact.
__device__ __forceinline__ float ToFloat(Bf16 x) {
  return __uint_as_float(static_cast<uint32_t>(x.bits) << 16);
}
__device__ __forceinline__ float LowToFloat(uint32_t packed) {
  return __uint_as_float(packed << 16);
}
__device__ __forceinline__ float HighToFloat(uint32_t packed) {
  return __uint_as_float(packed & 0xffff0000u);
}

// So that templates need not tell fp32 from bf16.
__device__ __forceinline__ float ToFloat(float x) { return x; }

template <typename T>
__device__ __forceinline__ T FromFloat(float x);
template <>
__device__ __forceinline__ float FromFloat<float>(float x) {
  return x;
}
template <>
__device__ __forceinline__ Bf16 FromFloat<Bf16>(float x) {
  return ToBf16(x);
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_BF16_DEVICE_H_
