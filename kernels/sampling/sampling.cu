// SampleTokens: the kernels that every row takes part in. A warp a row chooses without truncation.
#include <limits>

#include "kernels/cuda/cuda.h"
#include "kernels/sampling/sampling_cuda.h"
#include "kernels/sampling/sampling_device.h"
#include "kernels/softmax/softmax_cuda.h"
#include "kernels/softmax/softmax_device.h"

namespace r1bench::cuda {
namespace {

using kernels::SoftmaxPartial;
using kernels::TokenStats;

constexpr uint64_t kStreamKey = StreamKey(base::StreamId("model/sampler"));
constexpr int kBlock = 128;
constexpr int32_t kNoToken = std::numeric_limits<int32_t>::max();
constexpr int kVocabBlock = static_cast<int>(kernels::kVocabBlock);

// What a warp knows of its row.
struct Row {
  const float* logits;
  int64_t vocab;
  const SoftmaxPartial* partials;
  int64_t blocks;
  float max;  // of z, over the row

  __device__ __forceinline__ int Size(int64_t block) const {
    return static_cast<int>(min(kernels::kVocabBlock, vocab - block * kernels::kVocabBlock));
  }
};

struct Candidate {
  float logit;
  int32_t id;
};

__device__ __forceinline__ bool IsBefore(const Candidate& a, const Candidate& b) {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

// The best logit of a block, the lowest id on a tie.
__device__ __forceinline__ Candidate BestOfBlock(const Row& row, int64_t block) {
  const int n = row.Size(block);
  const int32_t first = static_cast<int32_t>(block * kernels::kVocabBlock);
  Candidate best = {MaxOf::Neutral(), kNoToken};
  for (int i = threadIdx.x % 32; i < n; i += 32) {
    const Candidate own = {row.logits[first + i], first + i};
    if (IsBefore(own, best)) best = own;
  }
  for (int step = 16; step > 0; step /= 2) {
    const Candidate other = {__shfl_xor_sync(kAllLanes, best.logit, step),
                             __shfl_xor_sync(kAllLanes, best.id, step)};
    if (IsBefore(other, best)) best = other;
  }
  return best;
}

// Looks at the logits of all blocks that share the maximum: scaling may have made equal what was
// not.
__device__ __forceinline__ int32_t Greedy(const Row& row) {
  Candidate best = {MaxOf::Neutral(), kNoToken};
  const int lane = threadIdx.x % 32;
  for (int64_t first = 0; first < row.blocks; first += 32) {
    const bool is_best = first + lane < row.blocks && row.partials[first + lane].max == row.max;
    uint32_t left = __ballot_sync(kAllLanes, is_best);
    for (; left != 0; left &= left - 1) {
      const Candidate own = BestOfBlock(row, first + __ffs(static_cast<int>(left)) - 1);
      if (IsBefore(own, best)) best = own;
    }
  }
  return best.id;
}

// A block's share of the row's probability, times a number that all blocks have in common.
__device__ __forceinline__ double MassOf(const Row& row, int64_t block) {
  if (block >= row.blocks) return 0.0;
  const SoftmaxPartial p = row.partials[block];
  return p.sum == 0 ? 0.0 : static_cast<double>(p.sum) * Exp(p.max - row.max);
}

struct BlockChoice {
  int64_t block;
  double uniform;  // what is left of the uniform number
};

__device__ __forceinline__ BlockChoice ChooseBlock(const Row& row, float uniform) {
  if (row.blocks == 1) return {0, uniform};
  const int lane = threadIdx.x % 32;
  const double never = __hiloint2double(0x7ff00000, 0);
  RunningSum total;
  for (int64_t first = 0; first < row.blocks; first += 32) {
    total.Add(first, MassOf(row, first + lane), never);
  }
  const double target = static_cast<double>(uniform) * total.sum;
  RunningSum running;
  for (int64_t first = 0; first < row.blocks; first += 32) {
    if (running.Add(first, MassOf(row, first + lane), target)) break;
  }
  if (running.size == 0) return {0, 0.0};
  const double rest = (target - running.before) / running.size;
  return {running.block, rest < 0.0 ? 0.0 : rest > 1.0 ? 1.0 : rest};
}

__device__ __forceinline__ int32_t DrawFromBlock(const Row& row, const BlockChoice& choice,
                                                 float inv_temperature) {
  constexpr int kParts = kVocabBlock / kSumBlock;  // sums of 64 in a block
  const int lane = threadIdx.x % 32, n = row.Size(choice.block);
  const float* logits = row.logits + choice.block * kernels::kVocabBlock;
  const float best = BestOfBlock(row, choice.block).logit;
  const auto weight = [&](int i) { return Exp((logits[i] - best) * inv_temperature); };
  double part = 0;  // lane p has that of part p
  R1_UNROLL
  for (int four = 0; four < kParts; four += 4) {
    double sum = 0;
    R1_UNROLL
    for (int i = 0; i < kSumBlock / 8; ++i) {
      const int at = (four + lane / 8) * kSumBlock + i * 8 + lane % 8;
      if (at < n) sum += weight(at);
    }
    sum = SumOfEight(sum);
    const double own = __shfl_sync(kAllLanes, sum, lane % 4 * 8);
    if (lane / 4 == four / 4) part = own;
  }
  RunningSum total, running;
  total.Add(0, part, __hiloint2double(0x7ff00000, 0));
  const double target = choice.uniform * total.sum;
  running.Add(0, part, target);
  const int begin = static_cast<int>(running.block) * kSumBlock;
  const int at = PickOfBlock(min(kSumBlock, n - begin), running.sum, target,
                             [&](int i) { return weight(begin + i); });
  return static_cast<int32_t>(choice.block * kernels::kVocabBlock) + begin + at;
}

__global__ void __launch_bounds__(kBlock)
    InverseTemperatureKernel(int64_t rows, const SampleSettings* settings, float* inverses) {
  const int64_t row = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (row < rows) inverses[row] = InverseTemperature(settings[row]);
}

__global__ void __launch_bounds__(kBlock)
    ChooseKernel(SampleInput in, uint64_t stream_key, int64_t blocks,
                 const SoftmaxPartial* partials, int32_t* tokens, TokenStats* stats) {
  const int64_t t = static_cast<int64_t>(blockIdx.x) * (kBlock / 32) + threadIdx.x / 32;
  if (t >= in.rows) return;  // the whole warp
  const SampleSettings settings = in.settings[t];
  const SoftmaxPartial whole = MergeRow(partials + t * blocks, blocks);
  const Row row = {in.logits + t * in.vocab, in.vocab, partials + t * blocks, blocks, whole.max};
  const bool good = whole.sum > 0 && whole.sum < __uint_as_float(0x7f800000u);
  TokenStats own = RowStats(whole);
  int32_t token = -1;
  if (good && IsTruncated(settings, in.vocab)) {
    token = in.truncated ? 0 : -1;
  } else if (good) {
    const float inv_temperature = InverseTemperature(settings);
    if (settings.greedy != 0) {
      token = Greedy(row);
    } else {
      const float uniform = UniformOf(settings, in.positions[t], stream_key);
      token = DrawFromBlock(row, ChooseBlock(row, uniform), inv_temperature);
    }
    own.logp = row.logits[token] * inv_temperature - own.lse;
  }
  if (threadIdx.x % 32 != 0) return;
  tokens[t] = token;
  stats[t] = own;
}

unsigned Grid(int64_t threads) { return static_cast<unsigned>((threads + kBlock - 1) / kBlock); }

constexpr int64_t kAlignment = 256;
int64_t InverseBytes(int64_t rows) { return (rows * 4 + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

int64_t SampleWorkspaceBytes(int64_t rows, int64_t vocab) {
  return InverseBytes(rows) +
         rows * VocabBlocks(vocab) * static_cast<int64_t>(sizeof(SoftmaxPartial));
}

void SampleTokens(const Stream& stream, const SampleInput& in, void* workspace, int32_t* tokens,
                  TokenStats* stats) {
  if (in.rows <= 0 || in.vocab <= 0) return;
  auto* inverses = static_cast<float*>(workspace);
  auto* partials = reinterpret_cast<SoftmaxPartial*>(static_cast<unsigned char*>(workspace) +
                                                     InverseBytes(in.rows));
  const int64_t blocks = VocabBlocks(in.vocab);
  Launch<InverseTemperatureKernel>(dim3(Grid(in.rows)), dim3(kBlock), 0, stream, in.rows,
                                   in.settings, inverses);
  BlockPartials(stream, {in.rows, 0, in.vocab, in.logits, in.vocab, inverses}, blocks, partials,
                nullptr, nullptr);
  Launch<ChooseKernel>(dim3(Grid(in.rows * 32)), dim3(kBlock), 0, stream, in, kStreamKey, blocks,
                       partials, tokens, stats);
  if (in.truncated) SampleTruncated(stream, in, kStreamKey, partials, tokens, stats);
}

}  // namespace r1bench::cuda
