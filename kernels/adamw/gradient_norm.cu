#include "kernels/adamw/adamw_cuda.h"
#include "kernels/adamw/adamw_impl.h"
#include "kernels/cuda/cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kLanes = 16;  // of a chunk
constexpr int kChunk = kernels::kSumSquaresChunk;
constexpr int kGroup = kernels::kSumSquaresGroup;
constexpr int kChunkThreads = 64;
constexpr int kGroupThreads = 256;

int64_t Parts(int64_t n, int64_t size) { return (n + size - 1) / size; }

// A chunk for each 16 threads, which read 16 neighbours at a time. Many loads are on their way.
__global__ void __launch_bounds__(kChunkThreads)
    SumChunksKernel(int64_t n, const float* x, double* sums) {
  constexpr int kAhead = 16;
  const int64_t chunk = static_cast<int64_t>(blockIdx.x) * (kChunkThreads / kLanes) +
                        static_cast<int>(threadIdx.x) / kLanes;
  const int lane = static_cast<int>(threadIdx.x) % kLanes;
  const int64_t end = min(chunk * kChunk + kChunk, n);
  double sum = 0.0;
  for (int64_t i = chunk * kChunk + lane; i < end; i += kAhead * kLanes) {
    float v[kAhead];
    R1_UNROLL
    for (int k = 0; k < kAhead; ++k) v[k] = i + k * kLanes < end ? x[i + k * kLanes] : 0.0f;
    R1_UNROLL
    for (int k = 0; k < kAhead; ++k) {
      sum = fma(static_cast<double>(v[k]), static_cast<double>(v[k]), sum);
    }
  }
  R1_UNROLL
  for (int step = kLanes / 2; step > 0; step /= 2) {
    sum += __shfl_down_sync(kAllLanes, sum, step, kLanes);
  }
  if (lane == 0 && chunk * kChunk < n) sums[chunk] = sum;
}

// x[0] + x[1] + … in this order, in thread 0; all threads of the block call it.
__device__ __forceinline__ double SumInOrder(const double* x, int64_t n) {
  R1_SHARED(tile, double[kGroup]);
  double sum = 0.0;
  for (int64_t begin = 0; begin < n; begin += kGroup) {
    const int count = static_cast<int>(min(n - begin, int64_t{kGroup}));
    for (int i = threadIdx.x; i < count; i += kGroupThreads) tile[i] = x[begin + i];
    __syncthreads();
    if (threadIdx.x == 0) {
      for (int i = 0; i < count; ++i) sum += tile[i];
    }
    __syncthreads();
  }
  return sum;
}

__global__ void __launch_bounds__(kGroupThreads)
    SumGroupsKernel(int64_t chunks, const double* sums, double* groups) {
  const int64_t begin = static_cast<int64_t>(blockIdx.x) * kGroup;
  const double sum = SumInOrder(sums + begin, min(chunks - begin, int64_t{kGroup}));
  if (threadIdx.x == 0) groups[blockIdx.x] = sum;
}

__global__ void __launch_bounds__(kGroupThreads)
    FinishKernel(int64_t groups, const double* sums, double max_norm, GradientClip* clip) {
  const double norm = sqrt(SumInOrder(sums, groups));
  if (threadIdx.x != 0) return;
  const bool finite = norm < __hiloint2double(0x7ff00000, 0);  // false for NaN
  const bool clips = max_norm > 0 && norm > max_norm;
  clip->norm = norm;
  clip->scale = clips ? static_cast<float>(max_norm / (norm + 1e-6)) : 1.0f;
  clip->finite = finite;
}

}  // namespace

int64_t GradientNormWorkspace(int64_t n) {
  return Parts(n, kChunk) + Parts(Parts(n, kChunk), kGroup);
}

void GradientNorm(const Stream& stream, int64_t n, const float* grad, double max_norm,
                  double* workspace, GradientClip* clip) {
  const int64_t chunks = Parts(n, kChunk);
  const double* sums = workspace;
  int64_t count = chunks;
  if (chunks > 0) {
    Launch<SumChunksKernel>(dim3(static_cast<unsigned>(Parts(chunks, kChunkThreads / kLanes))),
                            dim3(kChunkThreads), 0, stream, n, grad, workspace);
  }
  if (chunks > kGroup) {  // up to a group, FinishKernel has the same order
    count = Parts(chunks, kGroup);
    sums = workspace + chunks;
    Launch<SumGroupsKernel>(dim3(static_cast<unsigned>(count)), dim3(kGroupThreads), 0, stream,
                            chunks, workspace, workspace + chunks);
  }
  Launch<FinishKernel>(dim3(1), dim3(kGroupThreads), 0, stream, count, sums, max_norm, clip);
}

}  // namespace r1bench::cuda
