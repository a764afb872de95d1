// Sums and maxima over a warp or a block, in a fixed order: the same bits on every run, for every
// grid and in every emulated order of threads.
//
// Warp: butterfly, lane l adds that of lane l^16, then l^8, ^4, ^2, ^1; every lane gets the same
// bits, since addition commutes. Block: the warps' results by the same butterfly over lanes, those
// of missing warps being the neutral element.
#ifndef R1BENCH_KERNELS_CUDA_REDUCE_H_
#define R1BENCH_KERNELS_CUDA_REDUCE_H_

#include "kernels/cuda/language.h"
#include "kernels/cuda/shared.h"
#ifndef R1_CUDA
#include "kernels/cuda/emulation/butterfly.h"
#endif

namespace r1bench::cuda {

inline constexpr unsigned kAllLanes = 0xffffffffu;

struct SumOf {
  static __device__ __forceinline__ float Neutral() { return 0.0f; }
  __device__ __forceinline__ float operator()(float a, float b) const { return a + b; }
};

struct MaxOf {
  static __device__ __forceinline__ float Neutral() { return __uint_as_float(0xff800000u); }
  __device__ __forceinline__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

// Over the `kLanes` neighbouring lanes (a power of two) that a lane belongs to.
template <typename Op, int kLanes = 32>
__device__ __forceinline__ float WarpReduce(float x) {
  static_assert(kLanes >= 1 && kLanes <= 32 && (kLanes & (kLanes - 1)) == 0, "a power of two");
#ifdef R1_CUDA
  R1_UNROLL
  for (int step = kLanes / 2; step > 0; step /= 2) {
    x = Op()(x, __shfl_xor_sync(kAllLanes, x, step));
  }
  return x;
#else
  return emulation::Butterfly<Op, kLanes>(x);
#endif
}

// Over the block, whose threads all call it; blockDim.x is a multiple of 32, the other extents 1.
// Begins and ends so that calls may follow each other.
template <typename Op>
__device__ __forceinline__ float BlockReduce(float x) {
  R1_SHARED(partial, float[32]);
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int warps = blockDim.x / 32;
  x = WarpReduce<Op>(x);
  if (warps == 1) return x;
  if (lane == 0) partial[warp] = x;
  __syncthreads();
  x = WarpReduce<Op>(lane < warps ? partial[lane] : Op::Neutral());
  __syncthreads();
  return x;
}

__device__ __forceinline__ float WarpSum(float x) { return WarpReduce<SumOf>(x); }
__device__ __forceinline__ float WarpMax(float x) { return WarpReduce<MaxOf>(x); }
__device__ __forceinline__ float BlockSum(float x) { return BlockReduce<SumOf>(x); }
__device__ __forceinline__ float BlockMax(float x) { return BlockReduce<MaxOf>(x); }

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_REDUCE_H_
