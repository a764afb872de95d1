#include "kernels/cuda/cuda.h"
#include "kernels/softmax/softmax_cuda.h"
#include "kernels/softmax/softmax_device.h"

namespace r1bench::cuda {
namespace {

using kernels::SoftmaxPartial;
using kernels::TokenStats;

constexpr int kBlock = 128;
constexpr int kLanes = 16;  // of a row's block of the vocabulary
constexpr int kEach = static_cast<int>(kernels::kVocabBlock) / kLanes;
constexpr float kLogitFloor = -110.0f;  // of z - max; Exp is 0 there

// The blocks of a row are neighbours, so that a warp reads 4 KiB of it.
__global__ void __launch_bounds__(kBlock)
    PartialsKernel(LogitChunk chunk, int64_t blocks, SoftmaxPartial* partials,
                   const int32_t* targets, float* z) {
  const int64_t chunk_blocks = (chunk.n + kernels::kVocabBlock - 1) / kernels::kVocabBlock;
  const int64_t unit = static_cast<int64_t>(blockIdx.x) * (kBlock / kLanes) + threadIdx.x / kLanes;
  const bool exists = unit < chunk.rows * chunk_blocks;
  const int64_t row = exists ? unit / chunk_blocks : 0, block = exists ? unit % chunk_blocks : 0;
  const int lane = threadIdx.x % kLanes;
  const int64_t begin = block * kernels::kVocabBlock;
  const int n = exists ? static_cast<int>(min(kernels::kVocabBlock, chunk.n - begin)) : 0;
  const float* logits = chunk.logits + row * chunk.ld + begin;
  const float inv_temperature = chunk.inv_temperatures[row];

  float x[kEach];
  R1_UNROLL
  for (int i = 0; i < kEach; ++i) {
    const int v = lane + i * kLanes;
    x[i] = v < n ? logits[v] : MaxOf::Neutral();
  }
  float max = MaxOf::Neutral();
  bool nan = false;
  R1_UNROLL
  for (int i = 0; i < kEach; ++i) {
    x[i] = x[i] * inv_temperature;
    max = fmaxf(max, x[i]);
    nan |= x[i] != x[i];
  }
  max = WarpReduce<MaxOf, kLanes>(max);
  const float any_nan = WarpReduce<MaxOf, kLanes>(nan ? 1.0f : 0.0f);
  float sum = 0.0f, weighted = 0.0f;
  R1_UNROLL
  for (int i = 0; i < kEach; ++i) {
    if (lane + i * kLanes >= n) continue;
    float d = x[i] - max;
    d = d < kLogitFloor ? kLogitFloor : d;
    const float e = Exp(d);
    sum += e;
    weighted = fmaf(e, d, weighted);
  }
  sum = WarpReduce<SumOf, kLanes>(sum);
  weighted = WarpReduce<SumOf, kLanes>(weighted);
  if (!exists || lane != 0) return;
  if (max == MaxOf::Neutral()) {  // no allowed token (z - max is NaN), or NaN
    sum = any_nan != 0 ? __uint_as_float(0x7fc00000u) : 0.0f;
    weighted = 0.0f;
  }
  partials[row * blocks + chunk.first / kernels::kVocabBlock + block] = {max, sum, weighted};
  if (targets == nullptr) return;
  const int64_t hit = targets[row] - chunk.first - begin;
  if (targets[row] >= 0 && hit >= 0 && hit < n) z[row] = logits[hit] * inv_temperature;
}

__global__ void __launch_bounds__(kBlock)
    MergeKernel(int64_t rows, int64_t blocks, const SoftmaxPartial* partials,
                const int32_t* targets, const float* z, TokenStats* stats) {
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (kBlock / 32) + threadIdx.x / 32;
  if (row >= rows) return;  // the whole warp
  TokenStats own = RowStats(MergeRow(partials + row * blocks, blocks));
  if (threadIdx.x % 32 != 0) return;
  if (targets != nullptr && targets[row] >= 0) own.logp = z[row] - own.lse;
  stats[row] = own;
}

// Four neighbours a thread. With kVectors they are one access.
template <typename T, bool kVectors>
__global__ void __launch_bounds__(256)
    BackwardKernel(LogitChunk chunk, const int32_t* targets, const TokenStats* stats,
                   const float* dlogp, T* dlogits) {
  const int64_t groups = (chunk.n + 3) / 4;
  const int64_t unit = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (unit >= chunk.rows * groups) return;
  const int64_t row = unit / groups, column = unit % groups * 4;
  const int count = static_cast<int>(min(int64_t{4}, chunk.n - column));
  const float* logits = chunk.logits + row * chunk.ld + column;
  const int32_t target = targets[row];
  float g[4] = {};
  if (target >= 0) {
    float x[4] = {};
    if (kVectors) {
      LoadFloats(logits, x);
    } else {
      for (int i = 0; i < count; ++i) x[i] = logits[i];
    }
    const float inv_temperature = chunk.inv_temperatures[row], lse = stats[row].lse;
    const float scale = dlogp[row] * inv_temperature;
    const int64_t hit = target - chunk.first - column;
    R1_UNROLL
    for (int i = 0; i < 4; ++i) {
      g[i] = scale * ((hit == i ? 1.0f : 0.0f) - Exp(x[i] * inv_temperature - lse));
    }
  }
  T* to = dlogits + row * chunk.n + column;
  if constexpr (kVectors && sizeof(T) == 4) {
    StoreVector(to, Vector<float>::FromFloats(g));
  } else if constexpr (kVectors) {
    *reinterpret_cast<uint2*>(to) = make_uint2(PackBf16(g[0], g[1]), PackBf16(g[2], g[3]));
  } else {
    for (int i = 0; i < count; ++i) to[i] = FromFloat<T>(g[i]);
  }
}

unsigned Grid(int64_t threads, int block) {
  return static_cast<unsigned>((threads + block - 1) / block);
}

}  // namespace

void BlockPartials(const Stream& stream, const LogitChunk& chunk, int64_t blocks,
                   SoftmaxPartial* partials, const int32_t* targets, float* z) {
  if (chunk.rows <= 0 || chunk.n <= 0) return;
  Launch<PartialsKernel>(dim3(Grid(chunk.rows * VocabBlocks(chunk.n) * kLanes, kBlock)),
                         dim3(kBlock), 0, stream, chunk, blocks, partials, targets, z);
}

void MergeStats(const Stream& stream, int64_t rows, int64_t blocks, const SoftmaxPartial* partials,
                const int32_t* targets, const float* z, TokenStats* stats) {
  if (rows <= 0) return;
  Launch<MergeKernel>(dim3(Grid(rows * 32, kBlock)), dim3(kBlock), 0, stream, rows, blocks,
                      partials, targets, z, stats);
}

template <typename T>
void LogSoftmaxBackward(const Stream& stream, const LogitChunk& chunk, const int32_t* targets,
                        const TokenStats* stats, const float* dlogp, T* dlogits) {
  if (chunk.rows <= 0 || chunk.n <= 0) return;
  const dim3 grid(Grid(chunk.rows * ((chunk.n + 3) / 4), 256));
  if (chunk.n % 4 == 0 && chunk.ld % 4 == 0) {
    Launch<BackwardKernel<T, true>>(grid, dim3(256), 0, stream, chunk, targets, stats, dlogp,
                                    dlogits);
  } else {
    Launch<BackwardKernel<T, false>>(grid, dim3(256), 0, stream, chunk, targets, stats, dlogp,
                                     dlogits);
  }
}

template void LogSoftmaxBackward(const Stream&, const LogitChunk&, const int32_t*,
                                 const TokenStats*, const float*, float*);
template void LogSoftmaxBackward(const Stream&, const LogitChunk&, const int32_t*,
                                 const TokenStats*, const float*, Bf16*);

}  // namespace r1bench::cuda
