#include "model/sampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "gtest/gtest.h"

namespace r1bench::model {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

std::vector<float> RandomLogits(int64_t size, uint64_t seed, float spread = 3.0f) {
  base::Rng rng(seed, "sampler_test");
  std::vector<float> logits(size);
  for (float& x : logits) x = spread * rng.Normal();
  return logits;
}

// The definition in the header, done the slow way: probabilities of the kept tokens.
std::vector<double> Reference(const SamplingParams& params, const std::vector<float>& logits) {
  std::vector<int> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return logits[a] > logits[b]; });
  const double best = logits[order[0]];
  std::vector<double> p(logits.size(), 0.0);
  double total = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (params.top_k > 0 && i >= static_cast<std::size_t>(params.top_k)) break;
    p[order[i]] = std::exp((logits[order[i]] - best) / params.temperature);
    total += p[order[i]];
  }
  double kept = 0;
  for (const int id : order) {
    if (params.top_p < 1 && kept >= params.top_p * total) p[id] = 0;
    kept += p[id];
  }
  for (double& x : p) x /= kept;
  return p;
}

// Draws with many uniforms and compares the share of each token with the reference.
void ExpectDistribution(const SamplingParams& params, const std::vector<float>& logits) {
  constexpr int kDraws = 4000;
  const std::vector<double> p = Reference(params, logits);
  std::vector<int> counts(logits.size(), 0);
  for (int i = 0; i < kDraws; ++i) ++counts[SampleToken(params, logits, (i + 0.5f) / kDraws)];
  for (std::size_t id = 0; id < logits.size(); ++id) {
    // The uniforms are evenly spaced, so each count is exact up to one at either end.
    EXPECT_NEAR(counts[id], p[id] * kDraws, 2.5) << "token " << id;
  }
}

TEST(SamplerTest, GreedyTakesTheLowestIdOnATie) {
  const std::vector<float> logits = {1, 5, -kInf, 5, 2};
  EXPECT_EQ(SampleToken({.greedy = true}, logits, 0.99f), 1);
}

TEST(SamplerTest, FullDistributionIsSoftmaxAtTheTemperature) {
  for (const float temperature : {0.3f, 1.0f, 2.5f}) {
    ExpectDistribution({.temperature = temperature}, RandomLogits(19, 1, 1.0f));
    ExpectDistribution({.temperature = temperature}, RandomLogits(700, 2, 2.0f));
  }
}

TEST(SamplerTest, TopKAndTopPAgreeWithTheirDefinition) {
  for (const int64_t size : {19, 512, 513, 3000}) {
    const std::vector<float> logits = RandomLogits(size, size);
    ExpectDistribution({.top_k = 5}, logits);
    ExpectDistribution({.top_p = 0.9f}, logits);
    ExpectDistribution({.temperature = 0.6f, .top_p = 0.95f}, logits);
    ExpectDistribution({.temperature = 1.5f, .top_p = 0.7f, .top_k = 12}, logits);
  }
}

TEST(SamplerTest, TinyTopPKeepsOneToken) {
  const std::vector<float> logits = RandomLogits(2000, 3);
  const int32_t best = SampleToken({.greedy = true}, logits, 0);
  for (const float u : {0.0f, 0.3f, 0.9999f}) {
    EXPECT_EQ(SampleToken({.top_p = 1e-6f}, logits, u), best);
    EXPECT_EQ(SampleToken({.top_k = 1}, logits, u), best);
  }
}

TEST(SamplerTest, TiesAreCutByLowerId) {
  for (const int64_t size : {8, 4000}) {
    const std::vector<float> logits(size, 0.25f);
    std::set<int32_t> seen;
    for (int i = 0; i < 100; ++i) seen.insert(SampleToken({.top_k = 3}, logits, i / 100.0f));
    EXPECT_EQ(seen, (std::set<int32_t>{0, 1, 2}));
    seen.clear();
    for (int i = 0; i < 100; ++i) {
      seen.insert(SampleToken({.top_p = 2.5f / size}, logits, i / 100.0f));
    }
    EXPECT_EQ(seen, (std::set<int32_t>{0, 1, 2}));
  }
}

TEST(SamplerTest, TopKAtLeastTheVocabularyChangesNothing) {
  const std::vector<float> logits = RandomLogits(50, 4);
  for (int i = 0; i < 200; ++i) {
    const float u = i / 200.0f;
    EXPECT_EQ(SampleToken({.top_k = 50}, logits, u), SampleToken({}, logits, u));
    EXPECT_EQ(SampleToken({.top_k = 1000}, logits, u), SampleToken({}, logits, u));
  }
}

TEST(SamplerTest, ForbiddenTokensAreNeverDrawn) {
  for (const int64_t size : {16, 1024}) {
    std::vector<float> logits(size, -kInf);
    logits[5] = -3e38f;
    for (const float u : {0.0f, 0.5f, 1.0f - 0x1p-24f}) {
      EXPECT_EQ(SampleToken({}, logits, u), 5);
      EXPECT_EQ(SampleToken({.top_k = 7}, logits, u), 5);
      EXPECT_EQ(SampleToken({.temperature = 0.001f, .top_p = 0.5f}, logits, u), 5);
    }
  }
}

TEST(SamplerTest, BadLogitsAreAnErrorForEveryMode) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const bool greedy : {true, false}) {
    const SamplingParams params{.greedy = greedy};
    EXPECT_THROW(SampleToken(params, std::vector<float>{1, nan, 2}, 0), base::Error);
    EXPECT_THROW(SampleToken(params, std::vector<float>{nan, 1, 2}, 0), base::Error);
    EXPECT_THROW(SampleToken(params, std::vector<float>{1, kInf}, 0), base::Error);
    EXPECT_THROW(SampleToken(params, std::vector<float>{-kInf, -kInf}, 0), base::Error);
  }
}

TEST(SamplerTest, EveryPartOfTheKeyChangesTheUniform) {
  const float u = SampleUniform(1, 2, 3, 4);
  EXPECT_EQ(u, SampleUniform(1, 2, 3, 4));
  std::set<float> others = {u, SampleUniform(2, 2, 3, 4), SampleUniform(1, 3, 3, 4),
                            SampleUniform(1, 2, 4, 4), SampleUniform(1, 2, 3, 5)};
  EXPECT_EQ(others.size(), 5u);
}

TEST(SamplerTest, RowsAreIndependentOfBatchAndThreadsAndNameTheBadOne) {
  constexpr int64_t kRows = 40;
  constexpr int64_t kVocab = 5000;
  std::vector<float> logits = RandomLogits(kRows * kVocab, 9);
  const SamplingParams cool{.temperature = 0.6f, .top_p = 0.95f, .seed = 3};
  const SamplingParams plain{.seed = 3};
  std::vector<SampleRow> rows;
  for (int i = 0; i < kRows; ++i) {
    rows.push_back({.params = i % 3 ? &cool : &plain,
                    .request_id = static_cast<uint64_t>(i),
                    .sample = i % 4,
                    .position = i * 7});
  }
  std::vector<int32_t> tokens(kRows), alone(kRows);
  std::vector<kernels::TokenStats> stats(kRows), alone_stats(kRows);
  SampleRows(rows, kVocab, logits.data(), tokens.data(), stats.data());
  base::SetNumThreads(1);
  for (int i = 0; i < kRows; ++i) {
    SampleRows({&rows[i], 1}, kVocab, &logits[i * kVocab], &alone[i], &alone_stats[i]);
  }
  base::SetNumThreads(0);
  EXPECT_EQ(tokens, alone);
  EXPECT_EQ(0, std::memcmp(stats.data(), alone_stats.data(), kRows * sizeof(stats[0])));

  logits[17 * kVocab + 100] = std::numeric_limits<float>::quiet_NaN();
  try {
    SampleRows(rows, kVocab, logits.data(), tokens.data(), stats.data());
    FAIL() << "expected an error";
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("request 17"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace r1bench::model
