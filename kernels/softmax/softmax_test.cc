#include "kernels/softmax/softmax.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t T, V;
};
const Shape kShapes[] = {{1, 1},    {3, 2},   {40, 19}, {7, 16},   {9, 33},
                         {5, 1000}, {4, 512}, {4, 513}, {3, 49152}};

std::vector<int32_t> Targets(const Shape& s) {
  std::vector<int32_t> targets(s.T);
  for (int64_t t = 0; t < s.T; ++t) targets[t] = static_cast<int32_t>(t * 31 % (s.V + 1)) - 1;
  return targets;
}

TEST(Softmax, StatsAndGradientAreTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : kShapes) {
    const int64_t ld = s.V + 2;
    const std::vector<float> logits = TestFloats(s.T * ld, 1, 12.0f);
    const std::vector<float> dlogp = TestFloats(s.T, 2);
    const std::vector<int32_t> targets = Targets(s);
    ExpectSameBitsEverywhere("V " + std::to_string(s.V), [&] {
      std::vector<TokenStats> stats(s.T);
      LogSoftmaxStats(s.T, s.V, logits.data(), ld, 1 / 0.7f, targets.data(), stats.data());
      std::vector<float> all(s.T * ld, 5.0f);
      LogSoftmaxBackward(s.T, 0, s.V, logits.data(), ld, 1 / 0.7f, targets.data(), stats.data(),
                         dlogp.data(), all.data());
      for (const TokenStats& t : stats) all.insert(all.end(), {t.logp, t.entropy, t.lse});
      return all;
    });
  }
}

struct Exact {
  double logp, entropy, lse;
};

Exact InDouble(const float* logits, int64_t V, double inv_temperature, int32_t target) {
  double max = -1e300, sum = 0, weighted = 0;
  for (int64_t v = 0; v < V; ++v) max = std::max(max, logits[v] * inv_temperature);
  for (int64_t v = 0; v < V; ++v) {
    const double d = logits[v] * inv_temperature - max;
    sum += std::exp(d);
    weighted += std::exp(d) * d;
  }
  const double lse = max + std::log(sum);
  return {logits[target] * inv_temperature - lse, std::log(sum) - weighted / sum, lse};
}

// Logits reach 12/0.7: z and lse are rounded to 2^-20 each, so logp is good to 3e-6.
TEST(Softmax, StatsAgreeWithDoublePrecision) {
  for (const Shape& s : kShapes) {
    const std::vector<float> logits = TestFloats(s.T * s.V, 1, 12.0f);
    const float inv_temperature = 1 / 0.7f;
    std::vector<int32_t> targets(s.T, static_cast<int32_t>(s.V / 2));
    std::vector<TokenStats> stats(s.T);
    LogSoftmaxStats(s.T, s.V, logits.data(), s.V, inv_temperature, targets.data(), stats.data());
    for (int64_t t = 0; t < s.T; ++t) {
      const Exact e = InDouble(logits.data() + t * s.V, s.V, inv_temperature, targets[t]);
      ASSERT_NEAR(stats[t].logp, e.logp, 4e-6);
      ASSERT_NEAR(stats[t].entropy, e.entropy, 1e-5);
      ASSERT_NEAR(stats[t].lse, e.lse, 4e-6);
    }
  }
}

TEST(Softmax, GradientAgreesWithFiniteDifferences) {
  const int64_t V = 19;
  std::vector<float> logits = TestFloats(V, 3, 2.0f);
  const int32_t target = 4;
  const float dlogp = -0.8f, inv_temperature = 1.25f;
  TokenStats stats;
  std::vector<float> d(V);
  LogSoftmaxStats(1, V, logits.data(), V, inv_temperature, &target, &stats);
  LogSoftmaxBackward(1, 0, V, logits.data(), V, inv_temperature, &target, &stats, &dlogp, d.data());
  for (int64_t v = 0; v < V; ++v) {
    const float saved = logits[v];
    logits[v] = saved + 1e-3f;
    const double up_at = logits[v];
    const double up = InDouble(logits.data(), V, inv_temperature, target).logp;
    logits[v] = saved - 1e-3f;
    const double down_at = logits[v];
    const double down = InDouble(logits.data(), V, inv_temperature, target).logp;
    logits[v] = saved;
    ASSERT_NEAR(d[v], dlogp * (up - down) / (up_at - down_at), 1e-5);
  }
}

TEST(Softmax, AMaskedLogitHasNoWeightAndNoNaN) {
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> logits = {1.0f, -inf, 1.0f};
  const int32_t target = 0;
  TokenStats stats;
  LogSoftmaxStats(1, 3, logits.data(), 3, 1.0f, &target, &stats);
  EXPECT_NEAR(stats.logp, -std::log(2.0), 1e-6);
  EXPECT_NEAR(stats.entropy, std::log(2.0), 1e-6);
  const float one = 1.0f;
  std::vector<float> d(3);
  LogSoftmaxBackward(1, 0, 3, logits.data(), 3, 1.0f, &target, &stats, &one, d.data());
  EXPECT_EQ(d[1], 0.0f);
}

TEST(Softmax, ARowWithoutTargetHasZeroLogpAndZeroGradient) {
  const std::vector<float> logits = {1.0f, 2.0f, 3.0f};
  TokenStats stats;
  LogSoftmaxStats(1, 3, logits.data(), 3, 1.0f, nullptr, &stats);
  EXPECT_EQ(stats.logp, 0.0f);
  EXPECT_GT(stats.entropy, 0.0f);
  const int32_t none = -1;
  const float one = 1.0f;
  std::vector<float> d(3, 9.0f);
  LogSoftmaxBackward(1, 0, 3, logits.data(), 3, 1.0f, &none, &stats, &one, d.data());
  EXPECT_EQ(d, std::vector<float>(3, 0.0f));
}

TEST(Softmax, ARowInBlocksOfColumnsGivesTheBitsOfTheWhole) {
  const int64_t V = 1300, T = 3;
  const std::vector<float> logits = TestFloats(T * V, 5, 9.0f);
  const std::vector<int32_t> targets = {1299, 511, 512};
  const std::vector<float> dlogp = {0.5f, -1.0f, 2.0f}, inv(T, 1.25f);
  std::vector<TokenStats> stats(T);
  LogSoftmaxStats(T, V, logits.data(), V, 1.25f, targets.data(), stats.data());
  for (int64_t t = 0; t < T; ++t) {
    SoftmaxPartial row;
    for (int64_t v = 0; v < V; v += kVocabBlock) {
      SoftmaxPartial block;
      BlockPartials(1, std::min(kVocabBlock, V - v), logits.data() + t * V + v, V, inv.data(),
                    &block, 1);
      row = v == 0 ? block : MergePartials(row, block);
    }
    const TokenStats again = StatsOf(row);
    EXPECT_EQ(again.lse, stats[t].lse);
    EXPECT_EQ(again.entropy, stats[t].entropy);
    EXPECT_EQ(LogProbability(again, logits[t * V + targets[t]] * 1.25f), stats[t].logp);
  }
  std::vector<float> whole(T * V), cut(T * V);
  LogSoftmaxBackward(T, 0, V, logits.data(), V, 1.25f, targets.data(), stats.data(), dlogp.data(),
                     whole.data());
  for (int64_t v = 0; v < V; v += 100) {
    LogSoftmaxBackward(T, v, std::min<int64_t>(100, V - v), logits.data() + v, V, 1.25f,
                       targets.data(), stats.data(), dlogp.data(), cut.data() + v);
  }
  ExpectSameBits(whole, cut, "columns");
}

TEST(Softmax, ABlockWithoutAnAllowedTokenHasNoWeightButNaNStays) {
  const float inf = std::numeric_limits<float>::infinity();
  const int64_t V = kVocabBlock + 2;
  std::vector<float> logits(V, -inf);
  logits[V - 1] = 3.0f;
  const int32_t target = V - 1;
  TokenStats stats;
  LogSoftmaxStats(1, V, logits.data(), V, 1.0f, &target, &stats);
  EXPECT_EQ(stats.logp, 0.0f);
  EXPECT_EQ(stats.entropy, 0.0f);
  logits[7] = std::numeric_limits<float>::quiet_NaN();
  LogSoftmaxStats(1, V, logits.data(), V, 1.0f, &target, &stats);
  EXPECT_TRUE(std::isnan(stats.logp));
}

TEST(Softmax, TheGradientMayOverwriteTheLogits) {
  const int64_t V = 50;
  std::vector<float> logits = TestFloats(V, 3, 4.0f);
  const int32_t target = 49;
  const float one = 1.0f;
  TokenStats stats;
  LogSoftmaxStats(1, V, logits.data(), V, 1.0f, &target, &stats);
  std::vector<float> d(V);
  LogSoftmaxBackward(1, 0, V, logits.data(), V, 1.0f, &target, &stats, &one, d.data());
  LogSoftmaxBackward(1, 0, V, logits.data(), V, 1.0f, &target, &stats, &one, logits.data());
  ExpectSameBits(d, logits, "in place");
}

TEST(Softmax, RefusesATargetOutsideTheVocabulary) {
  const std::vector<float> logits = {1.0f, 2.0f};
  const int32_t bad = 2;
  TokenStats stats;
  EXPECT_THROW(LogSoftmaxStats(1, 2, logits.data(), 2, 1.0f, &bad, &stats), base::Error);
}

}  // namespace
}  // namespace r1bench::kernels
