// The head without stored logits gives what an array of logits gives, bit for bit.
#include "model/lm_head.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "model/sampler.h"

namespace r1bench::model {
namespace {

constexpr int64_t kHidden = 24;

std::vector<float> Normals(int64_t n, uint64_t seed, float scale) {
  base::Rng rng(seed, "lm_head_test");
  std::vector<float> out(static_cast<size_t>(n));
  for (float& x : out) x = scale * rng.Normal();
  return out;
}

struct Case {
  int64_t vocab, rows;
};

// One block, a border, many blocks; few rows and more than a tile holds.
const Case kCases[] = {{19, 300}, {512, 3}, {513, 130}, {1500, 1}, {9000, 200}};

class LmHeadTest : public ::testing::TestWithParam<WeightFormat> {
 protected:
  ~LmHeadTest() override { base::SetNumThreads(0); }

  void Make(const Case& c) {
    case_ = c;
    w_ = Normals(c.vocab * kHidden, 1, 0.5f);
    hidden_ = Normals(c.rows * kHidden, 2, 1.0f);
    weight_.Pack(GetParam(), w_.data(), c.vocab, kHidden);
    logits_.resize(static_cast<size_t>(c.rows * c.vocab));
    head_.Logits(c.rows, hidden_.data(), logits_.data());
    targets_.clear();
    for (int64_t t = 0; t < c.rows; ++t) {
      targets_.push_back(static_cast<int32_t>(t * 7919 % (c.vocab + 1)) - 1);
    }
  }

  Case case_;
  LinearWeight weight_;
  LmHead head_{&weight_};
  std::vector<float> w_, hidden_, logits_;
  std::vector<int32_t> targets_;
};
INSTANTIATE_TEST_SUITE_P(Formats, LmHeadTest,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16));

TEST_P(LmHeadTest, StatsAreThoseOfStoredLogits) {
  for (const Case& c : kCases) {
    Make(c);
    const std::vector<float> inv(static_cast<size_t>(c.rows), 1.25f);
    std::vector<kernels::TokenStats> expected(inv.size()), got(inv.size());
    kernels::LogSoftmaxStats(c.rows, c.vocab, logits_.data(), c.vocab, 1.25f, targets_.data(),
                             expected.data());
    for (const int threads : {1, 2, 3}) {
      base::SetNumThreads(threads);
      head_.Stats(c.rows, hidden_.data(), inv.data(), targets_.data(), got.data());
      EXPECT_EQ(0, std::memcmp(expected.data(), got.data(), got.size() * sizeof(got[0])))
          << c.vocab << " x " << c.rows << ", " << threads << " threads";
    }
  }
}

TEST_P(LmHeadTest, DrawsAreThoseFromStoredLogits) {
  const SamplingParams kinds[] = {{.seed = 5},
                                  {.temperature = 0.6f, .seed = 5},
                                  {.greedy = true},
                                  {.temperature = 0.7f, .greedy = true}};
  for (const Case& c : kCases) {
    Make(c);
    std::vector<SampleRow> rows;
    for (int64_t i = 0; i < c.rows; ++i) {
      rows.push_back({.params = &kinds[i % 4], .request_id = static_cast<uint64_t>(i)});
    }
    const size_t n = rows.size();
    std::vector<int32_t> expected(n), got(n);
    std::vector<kernels::TokenStats> expected_stats(n), stats(n);
    SampleRows(rows, c.vocab, logits_.data(), expected.data(), expected_stats.data());
    for (const int threads : {1, 2, 3}) {
      base::SetNumThreads(threads);
      SampleRows(rows, head_, hidden_.data(), got.data(), stats.data());
      EXPECT_EQ(expected, got) << c.vocab;
      EXPECT_EQ(0, std::memcmp(expected_stats.data(), stats.data(), n * sizeof(stats[0])));
    }
    // One row that needs all its logits must not change what the others draw.
    const SamplingParams nucleus{.top_p = 0.5f, .seed = 5};
    rows[0].params = &nucleus;
    SampleRows(rows, head_, hidden_.data(), got.data(), stats.data());
    EXPECT_TRUE(std::equal(expected.begin() + 1, expected.end(), got.begin() + 1)) << c.vocab;
  }
}

TEST_P(LmHeadTest, TheGradientIsThatOfStoredLogits) {
  for (const Case& c : kCases) {
    Make(c);
    const std::vector<float> inv(static_cast<size_t>(c.rows), 0.8f), dlogp = Normals(c.rows, 3, 1);
    std::vector<kernels::TokenStats> stats(inv.size());
    head_.Stats(c.rows, hidden_.data(), inv.data(), targets_.data(), stats.data());
    // All at once: dlogits, then two products.
    std::vector<float> dz(logits_.size()), dh(hidden_.size()), dw(w_.size());
    kernels::LogSoftmaxBackward(c.rows, 0, c.vocab, logits_.data(), c.vocab, 0.8f, targets_.data(),
                                stats.data(), dlogp.data(), dz.data());
    const auto gemm = GetParam() == WeightFormat::kBFloat16 ? kernels::GemmBf16 : kernels::Gemm;
    gemm({.m = c.rows,
          .n = kHidden,
          .k = c.vocab,
          .a = dz.data(),
          .a_row = c.vocab,
          .b = w_.data(),
          .ldb = kHidden,
          .c = dh.data(),
          .ldc = kHidden,
          .accumulate = true});
    gemm({.m = c.vocab,
          .n = kHidden,
          .k = c.rows,
          .a = dz.data(),
          .a_row = 1,
          .a_col = c.vocab,
          .b = hidden_.data(),
          .ldb = kHidden,
          .c = dw.data(),
          .ldc = kHidden,
          .accumulate = true});
    for (const int threads : {1, 2}) {
      base::SetNumThreads(threads);
      std::vector<float> got_dh(dh.size()), got_dw(dw.size());
      head_.Backward({.rows = c.rows,
                      .hidden = hidden_.data(),
                      .inv_temperature = 0.8f,
                      .targets = targets_.data(),
                      .stats = stats.data(),
                      .dlogp = dlogp.data(),
                      .w = w_.data()},
                     got_dh.data(), got_dw.data());
      EXPECT_EQ(0, std::memcmp(dh.data(), got_dh.data(), dh.size() * sizeof(float))) << c.vocab;
      EXPECT_EQ(0, std::memcmp(dw.data(), got_dw.data(), dw.size() * sizeof(float))) << c.vocab;
    }
  }
}

TEST_P(LmHeadTest, TheDrawFollowsTheDistribution) {
  Make({1500, 1});
  const int kDraws = 40000;
  const SamplingParams plain{.seed = 9};
  std::vector<int> counts(1500);
  for (int i = 0; i < kDraws; ++i) {
    const SampleRow row{.params = &plain, .request_id = static_cast<uint64_t>(i)};
    int32_t token;
    kernels::TokenStats stats;
    SampleRows({&row, 1}, head_, hidden_.data(), &token, &stats);
    ++counts[token];
  }
  const float one = 1.0f;
  std::vector<kernels::TokenStats> stats(1);
  double chi2 = 0;
  int cells = 0;
  for (int32_t v = 0; v < 1500; ++v) {
    head_.Stats(1, hidden_.data(), &one, &v, stats.data());
    const double expected = kDraws * std::exp(double{stats[0].logp});
    if (expected < 5) continue;
    chi2 += (counts[v] - expected) * (counts[v] - expected) / expected;
    ++cells;
  }
  ASSERT_GT(cells, 100);
  EXPECT_LT(chi2, cells + 5 * std::sqrt(2.0 * cells));  // five standard deviations
}

TEST_P(LmHeadTest, BadHiddenStatesAreRefusedByTheRequestsName) {
  Make({1500, 3});
  hidden_[kHidden] = std::numeric_limits<float>::quiet_NaN();
  const SamplingParams plain;
  std::vector<SampleRow> rows(3, {.params = &plain});
  for (int i = 0; i < 3; ++i) rows[i].request_id = 40 + i;
  std::vector<int32_t> tokens(3);
  std::vector<kernels::TokenStats> stats(3);
  try {
    SampleRows(rows, head_, hidden_.data(), tokens.data(), stats.data());
    FAIL() << "expected an error";
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("request 41"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace r1bench::model
