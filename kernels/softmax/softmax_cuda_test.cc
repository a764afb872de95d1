#include "kernels/softmax/softmax_cuda.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {
namespace {

using kernels::SoftmaxPartial;
using kernels::TokenStats;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
// One block and less, a second one of one token, more blocks than a warp has lanes.
constexpr int64_t kVocabs[] = {1, 5, 512, 513, 1100, 17000, 17408};

struct Rows {
  Rows(int64_t rows, int64_t vocab, float scale = 8.0f)
      : rows(rows), vocab(vocab), logits(kernels::TestFloats(rows * vocab, 1, scale)) {
    for (int64_t t = 0; t < rows; ++t) {
      inv_temperatures.push_back(1.0f / (0.3f + 0.4f * static_cast<float>(t)));
      targets.push_back(t % 4 == 2 ? -1 : static_cast<int32_t>((t * 7919 + vocab - 1) % vocab));
      dlogp.push_back(1.5f - static_cast<float>(t));
    }
  }
  int64_t rows, vocab;
  std::vector<float> logits, inv_temperatures, dlogp;
  std::vector<int32_t> targets;
};

std::vector<float> Flat(const std::vector<TokenStats>& stats) {
  std::vector<float> out;
  for (const TokenStats& s : stats) out.insert(out.end(), {s.logp, s.entropy, s.lse});
  return out;
}

std::vector<TokenStats> CpuStats(const Rows& in) {
  std::vector<TokenStats> stats(in.rows);
  for (int64_t t = 0; t < in.rows; ++t) {
    kernels::LogSoftmaxStats(1, in.vocab, in.logits.data() + t * in.vocab, in.vocab,
                             in.inv_temperatures[t], &in.targets[t], &stats[t]);
  }
  return stats;
}

class SoftmaxCuda : public CudaTest {
 protected:
  // In chunks of `chunk` columns.
  std::vector<TokenStats> Stats(const Rows& in, int64_t chunk) {
    const auto logits = ToDevice(stream(), in.logits),
               inv = ToDevice(stream(), in.inv_temperatures);
    const auto targets = ToDevice(stream(), in.targets);
    const int64_t blocks = VocabBlocks(in.vocab);
    DeviceArray<SoftmaxPartial> partials(in.rows * blocks);
    DeviceArray<float> z(in.rows);
    DeviceArray<TokenStats> stats(in.rows);
    for (int64_t v = 0; v < in.vocab; v += chunk) {
      BlockPartials(
          stream(),
          {in.rows, v, std::min(chunk, in.vocab - v), logits.data() + v, in.vocab, inv.data()},
          blocks, partials.data(), targets.data(), z.data());
    }
    MergeStats(stream(), in.rows, blocks, partials.data(), targets.data(), z.data(), stats.data());
    return ToHost(stream(), stats);
  }

  template <typename T>
  std::vector<float> Backward(const Rows& in, int64_t first, int64_t n) {
    const auto logits = ToDevice(stream(), in.logits),
               inv = ToDevice(stream(), in.inv_temperatures);
    const auto targets = ToDevice(stream(), in.targets);
    const auto stats = ToDevice(stream(), CpuStats(in));
    const auto dlogp = ToDevice(stream(), in.dlogp);
    DeviceArray<T> dlogits(in.rows * n);
    LogSoftmaxBackward(stream(), {in.rows, first, n, logits.data() + first, in.vocab, inv.data()},
                       targets.data(), stats.data(), dlogp.data(), dlogits.data());
    return ToFloats(ToHost(stream(), dlogits));
  }
};

std::vector<float> CpuBackward(const Rows& in, int64_t first, int64_t n) {
  const std::vector<TokenStats> stats = CpuStats(in);
  std::vector<float> dlogits(in.rows * n);
  for (int64_t t = 0; t < in.rows; ++t) {
    kernels::LogSoftmaxBackward(1, first, n, in.logits.data() + t * in.vocab + first, in.vocab,
                                in.inv_temperatures[t], &in.targets[t], &stats[t], &in.dlogp[t],
                                dlogits.data() + t * n);
  }
  return dlogits;
}

TEST_F(SoftmaxCuda, StatsHaveTheBitsOfTheCpu) {
  for (const int64_t vocab : kVocabs) {
    const Rows in(6, vocab);
    const auto got = SameInEveryOrder([&] { return Flat(Stats(in, vocab)); });
    kernels::ExpectSameBits(Flat(CpuStats(in)), got, std::to_string(vocab));
  }
}

TEST_F(SoftmaxCuda, ChunksOfTheVocabularyChangeNoBit) {
  const Rows in(5, 5000);
  const std::vector<float> whole = Flat(Stats(in, 5000));
  for (const int64_t chunk : {512, 1024, 2560}) {
    kernels::ExpectSameBits(whole, Flat(Stats(in, chunk)), std::to_string(chunk));
  }
}

TEST_F(SoftmaxCuda, ForbiddenTokensAndExtremeLogits) {
  Rows in(6, 1700);
  const auto row = [&](int64_t t) { return in.logits.begin() + t * in.vocab; };
  std::fill(row(0), row(0) + 600, -kInfinity);         // a whole block and more
  std::fill(row(1) + 512, row(1) + 1700, -kInfinity);  // all but the first block
  std::fill(row(2), row(2) + 1700, -kInfinity);        // all but one
  *(row(2) + 1600) = 3.0f;
  for (int64_t v = 0; v < in.vocab; ++v) row(3)[v] *= 1000.0f;  // far apart
  std::fill(row(4), row(4) + 1700, 2.5f);                       // all alike
  in.targets = {1699, 0, 1600, 7, 1024, -1};
  kernels::ExpectSameBits(Flat(CpuStats(in)), Flat(Stats(in, 1024)), "stats");
}

TEST_F(SoftmaxCuda, BadLogitsGiveBadStats) {
  Rows in(4, 1100);
  in.logits[3] = kNaN;
  in.logits[1100 + 600] = kInfinity;
  std::fill(in.logits.begin() + 2200, in.logits.begin() + 3300, -kInfinity);
  std::fill(in.logits.begin() + 3300, in.logits.end(), kNaN);
  for (const TokenStats& stats : Stats(in, 1100)) EXPECT_FALSE(std::isfinite(stats.lse));
}

TEST_F(SoftmaxCuda, ARowHasTheSameBitsInEveryBatch) {
  const Rows many(9, 1100);
  const std::vector<TokenStats> together = Stats(many, 1100);
  for (int64_t t = 0; t < many.rows; ++t) {
    Rows one(1, 1100);
    one.logits.assign(many.logits.begin() + t * 1100, many.logits.begin() + (t + 1) * 1100);
    one.inv_temperatures = {many.inv_temperatures[t]};
    one.targets = {many.targets[t]};
    kernels::ExpectSameBits(Flat({together[t]}), Flat(Stats(one, 512)), std::to_string(t));
  }
}

TEST_F(SoftmaxCuda, TheGradientHasTheBitsOfTheCpu) {
  const Rows in(5, 1700);
  const std::vector<std::pair<int64_t, int64_t>> chunks = {{0, 1700}, {512, 1024}, {1536, 163}};
  for (const auto& chunk : chunks) {
    const int64_t first = chunk.first, n = chunk.second;
    const std::vector<float> expected = CpuBackward(in, first, n);
    const auto got = SameInEveryOrder([&] { return Backward<float>(in, first, n); });
    kernels::ExpectSameBits(expected, got, std::to_string(first));
    kernels::ExpectSameBits(Rounded<Bf16>(expected), Backward<Bf16>(in, first, n), "bf16");
  }
}

TEST_F(SoftmaxCuda, NoRowsIsNoWork) {
  BlockPartials(stream(), {}, 0, nullptr, nullptr, nullptr);
  MergeStats(stream(), 0, 4, nullptr, nullptr, nullptr, nullptr);
  LogSoftmaxBackward<float>(stream(), {}, nullptr, nullptr, nullptr, nullptr);
}

}  // namespace
}  // namespace r1bench::cuda
