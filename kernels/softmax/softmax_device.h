// Device functions over the partial sums of kernels/softmax.
#ifndef R1BENCH_KERNELS_SOFTMAX_SOFTMAX_DEVICE_H_
#define R1BENCH_KERNELS_SOFTMAX_SOFTMAX_DEVICE_H_

#include <cstdint>

#include "kernels/cuda/cuda.h"
#include "kernels/math/math_device.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {

// All blocks of a row, merged in ascending order with the bits of kernels::MergePartials; the whole
// warp calls, every lane gets the result.
//
// Only two products and sums a block are one after the other: a running maximum does not depend on
// the order, so 32 blocks' exponentials come from 32 lanes at once.
__device__ __forceinline__ kernels::SoftmaxPartial MergeRow(const kernels::SoftmaxPartial* partials,
                                                            int64_t blocks) {
  const int lane = threadIdx.x % 32;
  float max = MaxOf::Neutral(), sum = 0.0f, weighted = 0.0f;
  for (int64_t first = 0; first < blocks; first += 32) {
    kernels::SoftmaxPartial own = {MaxOf::Neutral(), 0.0f, 0.0f};
    if (first + lane < blocks) own = partials[first + lane];
    float upto = fmaxf(max, own.max);  // the maximum of all blocks up to this lane's
    R1_UNROLL
    for (int step = 1; step < 32; step *= 2) {
      const float other = __shfl_up_sync(kAllLanes, upto, step);
      if (lane >= step) upto = fmaxf(upto, other);
    }
    float before = __shfl_up_sync(kAllLanes, upto, 1);
    if (lane == 0) before = max;
    // MergePartials(a, b) with a all before and b this block, apart from a's sums.
    const float da = before - upto, db = own.max - upto;
    const float s = Exp(da), r = Exp(db);
    const float of_sum = own.sum * r;
    const float of_b = r == 0 ? 0.0f : r * (own.weighted + own.sum * db);
    const int count = static_cast<int>(min(int64_t{32}, blocks - first));
    for (int i = 0; i < count; ++i) {
      const float s_i = __shfl_sync(kAllLanes, s, i), da_i = __shfl_sync(kAllLanes, da, i);
      const float sum_i = __shfl_sync(kAllLanes, of_sum, i);
      const float b_i = __shfl_sync(kAllLanes, of_b, i);
      const float own_i = __shfl_sync(kAllLanes, own.sum, i);
      if (own_i == 0) continue;  // nothing in this block
      if (sum == 0) {            // nothing before: r is 1
        sum = sum_i;
        weighted = b_i;
        continue;
      }
      const float of_a = s_i == 0 ? 0.0f : s_i * (weighted + sum * da_i);
      sum = sum * s_i + sum_i;
      weighted = of_a + b_i;
    }
    max = __shfl_sync(kAllLanes, upto, 31);
  }
  return {max, sum, weighted};
}

// kernels::StatsOf.
__device__ __forceinline__ kernels::TokenStats RowStats(const kernels::SoftmaxPartial& row) {
  const float log_sum = Log(row.sum);
  kernels::TokenStats stats;
  stats.logp = 0.0f;
  stats.entropy = log_sum - row.weighted / row.sum;
  stats.lse = row.max + log_sum;
  return stats;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_SOFTMAX_SOFTMAX_DEVICE_H_
