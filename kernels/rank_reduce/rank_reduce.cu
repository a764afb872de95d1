#include "kernels/cuda/cuda.h"
#include "kernels/rank_reduce/rank_reduce_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kThreads = 256;

struct Sum {
  template <typename T>
  static __device__ T Apply(T a, T b) {
    return a + b;
  }
};

struct Max {
  template <typename T>
  static __device__ T Apply(T a, T b) {
    return b > a || b != b ? b : a;  // a NaN in `a` stays: no comparison with it is true
  }
};

template <typename T, typename Op>
__global__ void Reduce(int ranks, int64_t n, const T* parts, T* out) {
  const int64_t i = int64_t{blockIdx.x} * kThreads + threadIdx.x;
  if (i >= n) return;
  T value = parts[i];
  for (int rank = 1; rank < ranks; ++rank) value = Op::Apply(value, parts[rank * n + i]);
  out[i] = value;
}

template <typename T, typename Op>
void LaunchReduce(const Stream& stream, int ranks, int64_t n, const T* parts, T* out) {
  if (n == 0) return;
  const auto blocks = static_cast<unsigned>((n + kThreads - 1) / kThreads);
  Launch<Reduce<T, Op>>(dim3(blocks), dim3(kThreads), 0, stream, ranks, n, parts, out);
}

}  // namespace

template <typename T>
void RankSum(const Stream& stream, int ranks, int64_t n, const T* parts, T* out) {
  LaunchReduce<T, Sum>(stream, ranks, n, parts, out);
}

template <typename T>
void RankMax(const Stream& stream, int ranks, int64_t n, const T* parts, T* out) {
  LaunchReduce<T, Max>(stream, ranks, n, parts, out);
}

template void RankSum(const Stream&, int, int64_t, const float*, float*);
template void RankSum(const Stream&, int, int64_t, const double*, double*);
template void RankMax(const Stream&, int, int64_t, const float*, float*);
template void RankMax(const Stream&, int, int64_t, const double*, double*);

}  // namespace r1bench::cuda
