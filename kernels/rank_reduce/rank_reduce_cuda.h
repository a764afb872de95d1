// Sums and maxima over ranks on the GPU, in the order of ranks: the result is a function of the
// parts, not of arrival times, and has the same bits on every rank.
//
//   out[i] = parts[0][i] + parts[1][i] + ... + parts[ranks - 1][i]
//
// Memory-bound: reads ranks * n elements, writes n.
#ifndef R1BENCH_KERNELS_RANK_REDUCE_RANK_REDUCE_CUDA_H_
#define R1BENCH_KERNELS_RANK_REDUCE_RANK_REDUCE_CUDA_H_

#include <cstdint>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// parts [ranks][n], out [n]; `out` may be the first part. T: float, double.
template <typename T>
void RankSum(const Stream& stream, int ranks, int64_t n, const T* parts, T* out);
// The same with the maximum; NaN if any part is NaN.
template <typename T>
void RankMax(const Stream& stream, int ranks, int64_t n, const T* parts, T* out);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_RANK_REDUCE_RANK_REDUCE_CUDA_H_
