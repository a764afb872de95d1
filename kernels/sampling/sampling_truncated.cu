// SampleTruncated: rows with top-k or top-p. A block of threads a row.
//
// Each of top-k and top-p ends a list "most likely first, lower id first on a tie" where a sum of
// counts or weights reaches a target. The place is found without sorting: tokens are counted into
// 1024 bins by distance from the best logit, the bins summed from the best down, and only the
// tokens of the bin in which the list ends are put in order. A bin's weights differ by less than
// e^(1/32), so that they are integers of one scale and their sum is exact, in any order.
#include <limits>

#include "kernels/cuda/cuda.h"
#include "kernels/sampling/sampling_cuda.h"
#include "kernels/sampling/sampling_device.h"
#include "kernels/softmax/softmax_cuda.h"

namespace r1bench::cuda {
namespace {

using kernels::SoftmaxPartial;
using kernels::TokenStats;
using Integer = unsigned long long;  // NOLINT(runtime/int): what atomicAdd takes

constexpr int kBlock = 512;
constexpr int kBins = 1024;
constexpr float kBinsPerNat = 32.0f;
constexpr int64_t kSmallVocabulary = 512;  // up to here everything is one bin
constexpr int kListed = 2048;              // tokens that are put in order
constexpr float kLargest = std::numeric_limits<float>::max();
constexpr Integer kLast = ~Integer{0};

// A number for the order of the list: less is earlier.
__device__ __forceinline__ Integer KeyOf(float logit, int64_t id) {
  const uint32_t bits = __float_as_uint(logit + 0.0f);  // -0 is 0
  const uint32_t ascending = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
  return static_cast<Integer>(~ascending) << 32 | static_cast<uint32_t>(id);
}
__device__ __forceinline__ float LogitOf(Integer key) {
  const uint32_t ascending = ~static_cast<uint32_t>(key >> 32);
  return __uint_as_float((ascending & 0x80000000u) != 0 ? ascending & 0x7fffffffu : ~ascending);
}

// Binary places of a bin's weights: bin b has weights of about 2^(-b · log2(e) / 32), more than
// 2^-((b + 1) · 47 / 1024), with 24 digits. Their integers are below 2^26.
__device__ __forceinline__ int Places(int bin) { return 24 + ((bin + 1) * 47 >> 10); }
__device__ __forceinline__ float PowerOf2(int e) { return __int_as_float((e + 127) << 23); }

struct Shared {
  Integer bins[kBins];  // first integers, then the same as doubles
  Integer keys[kListed];
  float weights[kListed];
  float best;
  int count;
  int bin;
  double sum;
  Integer low, high, cut;
  Integer partial[kBlock / 32];
};

struct Row {
  const float* logits;
  int64_t vocab;
  float best, inv_temperature;
  Integer cut;  // what the list has in it: keys up to this one

  __device__ __forceinline__ float Weight(int64_t id, float logit) const {
    return KeyOf(logit, id) <= cut ? Exp((logit - best) * inv_temperature) : 0.0f;
  }
  __device__ __forceinline__ int Bin(float logit) const {
    if (vocab <= kSmallVocabulary) return 0;
    const float distance = fminf(best - logit, kLargest);
    return static_cast<int>(
        fminf(distance * (inv_temperature * kBinsPerNat), static_cast<float>(kBins - 1)));
  }
};

// visit(id, logit) for all tokens, each by some thread.
template <typename Visit>
__device__ __forceinline__ void ForTokens(const Row& row, const Visit& visit) {
  for (int64_t id = threadIdx.x; id < row.vocab; id += kBlock) visit(id, row.logits[id]);
}

// Sums of 64 weights each, in the order of sampling_device.h.
__device__ __forceinline__ void SumWeights(const Row& row, double* sums) {
  const int64_t parts = (row.vocab + kSumBlock - 1) / kSumBlock;
  for (int64_t first = 0; first < parts; first += kBlock / 8) {
    const int64_t part = first + threadIdx.x / 8;
    float x[kSumBlock / 8] = {};
    R1_UNROLL
    for (int i = 0; i < kSumBlock / 8; ++i) {
      const int64_t id = part * kSumBlock + i * 8 + threadIdx.x % 8;
      if (id < row.vocab) x[i] = row.Weight(id, row.logits[id]);
    }
    double sum = 0;
    R1_UNROLL
    for (int i = 0; i < kSumBlock / 8; ++i) sum += x[i];
    sum = SumOfEight(sum);
    if (threadIdx.x % 8 == 0 && part < parts) sums[part] = sum;
  }
  __syncthreads();
}

// Over sums of 64, by each warp for itself.
__device__ __forceinline__ RunningSum Running(int64_t vocab, const double* sums, double target) {
  const int64_t parts = (vocab + kSumBlock - 1) / kSumBlock;
  RunningSum running;
  for (int64_t first = 0; first < parts; first += 32) {
    const int64_t part = first + threadIdx.x % 32;
    if (running.Add(first, part < parts ? sums[part] : 0.0, target)) break;
  }
  return running;
}

__device__ __forceinline__ double Total(int64_t vocab, const double* sums) {
  return Running(vocab, sums, __hiloint2double(0x7ff00000, 0)).sum;
}

// The best logit lies in a block whose partial sum has the best maximum.
__device__ __forceinline__ float BestLogit(const float* logits, int64_t vocab,
                                           const SoftmaxPartial* partials, int64_t blocks) {
  float max = MaxOf::Neutral(), best = MaxOf::Neutral();
  for (int64_t b = threadIdx.x; b < blocks; b += kBlock) max = fmaxf(max, partials[b].max);
  max = BlockMax(max);
  for (int64_t b = threadIdx.x / 32; b < blocks; b += kBlock / 32) {
    if (partials[b].max != max) continue;
    const int64_t end = min((b + 1) * kernels::kVocabBlock, vocab);
    for (int64_t id = b * kernels::kVocabBlock + threadIdx.x % 32; id < end; id += 32) {
      best = fmaxf(best, logits[id]);
    }
  }
  return BlockMax(best);
}

// What a list sums: the weights, as integers of the bin's scale, or ones.
template <bool kOnes>
struct Measure {
  // 0: not in the running.
  static __device__ __forceinline__ Integer Of(const Row& row, int64_t id, float logit, int bin) {
    if (kOnes) return 1;
    return static_cast<Integer>(row.Weight(id, logit) * PowerOf2(Places(bin)));
  }
  static __device__ __forceinline__ bool IsIn(const Row& row, int64_t id, float logit) {
    return kOnes || row.Weight(id, logit) > 0;
  }
  static __device__ __forceinline__ double ToDouble(Integer sum, int bin) {
    return kOnes ? static_cast<double>(sum) : static_cast<double>(sum) * PowerOf2(-Places(bin));
  }
};

// Sets shared.bin, in which the list ends, and shared.sum, that of the bins before.
template <bool kOnes>
__device__ __forceinline__ void FindBin(const Row& row, double target, Shared& shared) {
  for (int b = threadIdx.x; b < kBins; b += kBlock) shared.bins[b] = 0;
  __syncthreads();
  ForTokens(row, [&](int64_t id, float logit) {
    const int bin = row.Bin(logit);
    if (bin == kBins - 1) return;  // its sum is not asked for
    const Integer measure = Measure<kOnes>::Of(row, id, logit, bin);
    if (measure != 0) atomicAdd(&shared.bins[bin], measure);
  });
  __syncthreads();
  auto* sums = reinterpret_cast<double*>(shared.bins);
  for (int b = threadIdx.x; b < kBins; b += kBlock) {
    sums[b] = Measure<kOnes>::ToDouble(shared.bins[b], b);
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    const int bins = row.vocab > kSmallVocabulary ? kBins : 1;
    int last = 0;
    double sum = 0;
    while (last + 1 < bins && sum + sums[last] < target) sum += sums[last++];
    shared.bin = last;
    shared.sum = sum;
  }
  __syncthreads();
}

__device__ __forceinline__ Integer BlockSum(Integer x, Shared& shared) {
  for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(kAllLanes, x, step);
  if (threadIdx.x % 32 == 0) shared.partial[threadIdx.x / 32] = x;
  __syncthreads();
  Integer sum = 0;
  for (int warp = 0; warp < kBlock / 32; ++warp) sum += shared.partial[warp];
  __syncthreads();
  return sum;
}

// Makes the range of keys (low, high] in which the list ends narrow enough to be listed.
template <bool kOnes>
__device__ __forceinline__ void Narrow(const Row& row, double target, Shared& shared) {
  const auto in_bin = [&](int64_t id, float logit) {
    return row.Bin(logit) == shared.bin && Measure<kOnes>::IsIn(row, id, logit);
  };
  if (threadIdx.x == 0) {
    shared.low = kLast;
    shared.high = 0;
  }
  __syncthreads();
  Integer least = kLast, most = 0;
  ForTokens(row, [&](int64_t id, float logit) {
    if (!in_bin(id, logit)) return;
    least = min(least, KeyOf(logit, id));
    most = max(most, KeyOf(logit, id));
  });
  atomicMin(&shared.low, least);
  atomicMax(&shared.high, most);
  __syncthreads();
  Integer low = shared.low - 1, high = shared.high;
  double sum = shared.sum;
  for (;;) {
    const Integer middle = low + (high - low) / 2;
    Integer count = 0, measure = 0;
    ForTokens(row, [&](int64_t id, float logit) {
      const Integer key = KeyOf(logit, id);
      if (key <= low || key > high || !in_bin(id, logit)) return;
      ++count;
      if (key <= middle) measure += Measure<kOnes>::Of(row, id, logit, shared.bin);
    });
    if (BlockSum(count, shared) <= kListed) break;
    const double of_half = Measure<kOnes>::ToDouble(BlockSum(measure, shared), shared.bin);
    if (sum + of_half >= target) {
      high = middle;
    } else {
      sum += of_half;
      low = middle;
    }
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    shared.low = low;
    shared.high = high;
    shared.sum = sum;
  }
  __syncthreads();
}

// Lists the keys of the bin in (low, high]; false if they are too many.
template <bool kOnes>
__device__ __forceinline__ bool ListKeys(const Row& row, bool whole_bin, Shared& shared) {
  if (threadIdx.x == 0) shared.count = 0;
  __syncthreads();
  ForTokens(row, [&](int64_t id, float logit) {
    if (row.Bin(logit) != shared.bin || !Measure<kOnes>::IsIn(row, id, logit)) return;
    const Integer key = KeyOf(logit, id);
    if (!whole_bin && (key <= shared.low || key > shared.high)) return;
    const int at = atomicAdd(&shared.count, 1);
    if (at < kListed) shared.keys[at] = key;
  });
  __syncthreads();
  return shared.count <= kListed;
}

// Bitonic: the first `size`, a power of 2, keys ascend.
__device__ __forceinline__ void SortKeys(int size, Integer* keys) {
  for (int run = 2; run <= size; run *= 2) {
    for (int step = run / 2; step > 0; step /= 2) {
      for (int i = threadIdx.x; i < size / 2; i += kBlock) {
        const int a = i / step * step * 2 + i % step, b = a + step;
        const bool ascending = (a & run) == 0;
        if ((keys[a] > keys[b]) == ascending) {
          const Integer key = keys[a];
          keys[a] = keys[b];
          keys[b] = key;
        }
      }
      __syncthreads();
    }
  }
}

// The key of the last token of the shortest list whose measure reaches `target`; kLast if none
// does.
template <bool kOnes>
__device__ __forceinline__ Integer ShortestList(const Row& row, double target, Shared& shared) {
  FindBin<kOnes>(row, target, shared);
  if (!ListKeys<kOnes>(row, true, shared)) {
    Narrow<kOnes>(row, target, shared);
    ListKeys<kOnes>(row, false, shared);
  }
  int size = 2;
  while (size < shared.count) size *= 2;
  for (int i = shared.count + threadIdx.x; i < size; i += kBlock) shared.keys[i] = kLast;
  __syncthreads();
  SortKeys(size, shared.keys);
  for (int i = threadIdx.x; i < shared.count; i += kBlock) {
    const Integer key = shared.keys[i];
    shared.weights[i] =
        kOnes ? 1.0f : row.Weight(static_cast<int64_t>(key & 0xffffffffu), LogitOf(key));
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    double sum = shared.sum;
    int i = 0;
    for (; i < shared.count; ++i) {
      sum += shared.weights[i];
      if (sum >= target) break;
    }
    shared.cut = i < shared.count ? shared.keys[i] : kLast;
  }
  __syncthreads();
  return shared.cut;
}

__global__ void __launch_bounds__(kBlock, 2)
    TruncatedKernel(SampleInput in, uint64_t stream_key, int64_t blocks,
                    const SoftmaxPartial* partials, int32_t* tokens, TokenStats* stats) {
  Shared& shared = *DynamicSharedMemory<Shared>();
  double* sums = reinterpret_cast<double*>(&shared + 1);
  const int64_t t = blockIdx.x;
  const SampleSettings settings = in.settings[t];
  if (tokens[t] < 0 || !IsTruncated(settings, in.vocab)) return;  // the whole block
  __syncthreads();
  Row row = {in.logits + t * in.vocab, in.vocab, 0.0f, InverseTemperature(settings), kLast};
  row.best = BestLogit(row.logits, row.vocab, partials + t * blocks, blocks);
  if (settings.top_k > 0 && settings.top_k < row.vocab) {
    row.cut = ShortestList<true>(row, settings.top_k, shared);
  }
  if (settings.top_p < 1.0f) {
    SumWeights(row, sums);
    const double target = static_cast<double>(settings.top_p) * Total(row.vocab, sums);
    row.cut = min(row.cut, ShortestList<false>(row, target, shared));
  }
  SumWeights(row, sums);
  if (threadIdx.x >= 32) return;
  const double target = static_cast<double>(UniformOf(settings, in.positions[t], stream_key)) *
                        Total(row.vocab, sums);
  const RunningSum running = Running(row.vocab, sums, target);
  const int64_t begin = running.block * kSumBlock;
  const int count = static_cast<int>(min(int64_t{kSumBlock}, row.vocab - begin));
  const int64_t token = begin + PickOfBlock(count, running.sum, target, [&](int i) {
                          return row.Weight(begin + i, row.logits[begin + i]);
                        });
  if (threadIdx.x != 0) return;
  tokens[t] = static_cast<int32_t>(token);
  stats[t].logp = row.logits[token] * row.inv_temperature - stats[t].lse;
}

}  // namespace

void SampleTruncated(const Stream& stream, const SampleInput& in, uint64_t stream_key,
                     const SoftmaxPartial* partials, int32_t* tokens, TokenStats* stats) {
  const int64_t parts = (in.vocab + kSumBlock - 1) / kSumBlock;
  const size_t shared = sizeof(Shared) + static_cast<size_t>(parts) * sizeof(double);
  Launch<TruncatedKernel>(dim3(static_cast<unsigned>(in.rows)), dim3(kBlock), shared, stream, in,
                          stream_key, VocabBlocks(in.vocab), partials, tokens, stats);
}

}  // namespace r1bench::cuda
