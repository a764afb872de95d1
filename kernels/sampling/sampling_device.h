// Device functions of the sampling kernels.
#ifndef R1BENCH_KERNELS_SAMPLING_SAMPLING_DEVICE_H_
#define R1BENCH_KERNELS_SAMPLING_SAMPLING_DEVICE_H_

#include <cstdint>

#include "base/rng.h"
#include "kernels/cuda/cuda.h"
#include "kernels/math/math_device.h"
#include "kernels/sampling/sampling_cuda.h"

namespace r1bench::cuda {

// The second kernel of SampleTokens, for the rows with top_k or top_p: tokens[t] is -1 for bad
// logits, and stats[t] lacks only logp. partials: [rows, blocks].
void SampleTruncated(const Stream& stream, const SampleInput& in, uint64_t stream_key,
                     const kernels::SoftmaxPartial* partials, int32_t* tokens,
                     kernels::TokenStats* stats);

__device__ __forceinline__ bool IsTruncated(const SampleSettings& s, int64_t vocab) {
  return s.greedy == 0 && ((s.top_k > 0 && s.top_k < vocab) || s.top_p < 1.0f);
}

__device__ __forceinline__ uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdull;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ull;
  return x ^ (x >> 33);
}

// What base/rng.cc mixes into the seed for a named stream.
constexpr uint64_t StreamKey(uint64_t stream_id) {
  return base::Mix64(stream_id + 0x9e3779b97f4a7c15ull);
}

// base::UniformAt(seed, stream, request, place).
__device__ __forceinline__ float UniformAt(uint64_t seed, uint64_t stream_key, uint64_t request,
                                           uint64_t place) {
  const uint64_t key = Mix64(seed ^ stream_key), block = place / 4;
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  uint32_t c[4] = {static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32),
                   static_cast<uint32_t>(request), static_cast<uint32_t>(request >> 32)};
  R1_UNROLL
  for (int round = 0; round < 10; ++round) {
    const uint32_t high0 = __umulhi(0xD2511F53u, c[0]), low0 = 0xD2511F53u * c[0];
    const uint32_t high1 = __umulhi(0xCD9E8D57u, c[2]), low1 = 0xCD9E8D57u * c[2];
    c[0] = high1 ^ c[1] ^ k0;
    c[1] = low1;
    c[2] = high0 ^ c[3] ^ k1;
    c[3] = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const int word = static_cast<int>(place % 4);
  const uint32_t bits = word == 0 ? c[0] : word == 1 ? c[1] : word == 2 ? c[2] : c[3];
  return static_cast<float>(bits >> 8) * 0x1p-24f;
}

__device__ __forceinline__ float UniformOf(const SampleSettings& s, int64_t position,
                                           uint64_t stream_key) {
  const uint64_t sample = static_cast<uint64_t>(static_cast<int64_t>(s.sample));
  return UniformAt(s.seed, stream_key, s.request, sample << 32 | static_cast<uint64_t>(position));
}

__device__ __forceinline__ float InverseTemperature(const SampleSettings& s) {
  return __fdiv_rn(1.0f, s.temperature);
}

// Weights are summed in blocks of 64, each by 8 lanes: lane j takes j, j + 8, …, and
// ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
inline constexpr int kSumBlock = 64;

// The sum over 8 neighbouring lanes, in that order; the whole warp calls.
__device__ __forceinline__ double SumOfEight(double x) {
  x += __shfl_xor_sync(kAllLanes, x, 4);
  x += __shfl_xor_sync(kAllLanes, x, 2);
  return x + __shfl_xor_sync(kAllLanes, x, 1);
}

// A running sum over blocks, ascending; those of 0 change nothing and are passed over.
struct RunningSum {
  double sum = 0;
  int64_t block = 0;  // the last one that is not 0
  double before = 0;  // the sum without that block
  double size = 0;    // of that block

  // Blocks [first, first + 32), of which each lane has one, until the sum would exceed `target`:
  // then true, and the sum does not contain that block.
  __device__ __forceinline__ bool Add(int64_t first, double of_lane, double target) {
    uint32_t left = __ballot_sync(kAllLanes, of_lane != 0);
    while (left != 0) {
      const int lane = __ffs(static_cast<int>(left)) - 1;
      left &= left - 1;
      size = __shfl_sync(kAllLanes, of_lane, lane);
      block = first + lane;
      before = sum;
      if (sum + size > target) return true;
      sum += size;
    }
    return false;
  }
};

// The first of `count` <= 64 numbers at which the running sum, from `sum` on, exceeds `target`; if
// none does, the last that is not 0; if all are 0, the first. Weight(i) gives number i.
template <typename Weight>
__device__ __forceinline__ int PickOfBlock(int count, double sum, double target,
                                           const Weight& weight) {
  const int lane = threadIdx.x % 32;
  int last = 0;
  for (int half = 0; half < count; half += 32) {
    const double own = half + lane < count ? static_cast<double>(weight(half + lane)) : 0.0;
    RunningSum running;
    running.sum = sum;
    running.block = last - half;
    const bool found = running.Add(0, own, target);
    last = half + static_cast<int>(running.block);
    if (found) break;
    sum = running.sum;
  }
  return last;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_SAMPLING_SAMPLING_DEVICE_H_
