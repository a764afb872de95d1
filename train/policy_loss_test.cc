#include "train/policy_loss.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/json.h"
#include "base/rng.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "train/fake_collective.h"

namespace r1bench::train {
namespace {

// Answers of an optimizer step, flat.
struct Data {
  std::vector<int32_t> cu_tokens = {0};
  std::vector<float> logp, old_logp, ref_logp, advantage, entropy;

  int64_t sequences() const { return static_cast<int64_t>(cu_tokens.size()) - 1; }
  int64_t tokens() const { return cu_tokens.back(); }
  StepCounts Counts(int64_t micro_batches = 1) const {
    return {sequences(), tokens(), micro_batches};
  }
};

Data RandomData(const std::vector<int>& lengths, uint64_t seed) {
  base::Rng rng(seed, "policy_loss_test");
  Data d;
  for (int n : lengths) {
    const float advantage = rng.Normal();
    for (int t = 0; t < n; ++t) {
      const float old = -0.05f - std::abs(rng.Normal());
      d.old_logp.push_back(old);
      d.logp.push_back(old + 0.25f * rng.Normal());
      d.ref_logp.push_back(old + 0.4f * rng.Normal());
      d.advantage.push_back(advantage);
      d.entropy.push_back(rng.Uniform());
    }
    d.cu_tokens.push_back(d.cu_tokens.back() + n);
  }
  return d;
}

// Sequences [first, last) of d as one micro-batch.
struct Part {
  std::vector<int32_t> cu;
  PolicyTokens tokens;
  int64_t begin;

  Part(const Data& d, int first, int last) : begin(d.cu_tokens[first]) {
    for (int s = first; s <= last; ++s) {
      cu.push_back(d.cu_tokens[s] - static_cast<int32_t>(begin));
    }
    const auto sub = [&](const std::vector<float>& v) {
      return std::span<const float>(v).subspan(begin, cu.back());
    };
    tokens = {.cu_tokens = cu,
              .logp = sub(d.logp),
              .old_logp = sub(d.old_logp),
              .ref_logp = sub(d.ref_logp),
              .advantage = sub(d.advantage),
              .entropy = sub(d.entropy),
              .mask = {}};
  }
};

struct Result {
  PolicySums sums;
  std::vector<float> dlogp;
};

Result Evaluate(const Data& d, const PolicyLossOptions& options, int micro_batches = 1) {
  Result result;
  result.dlogp.resize(d.tokens());
  PolicyLoss loss(options, d.Counts(micro_batches));
  const int each = static_cast<int>(d.sequences()) / micro_batches;
  for (int m = 0; m < micro_batches; ++m) {
    const Part part(d, m * each, (m + 1) * each);
    loss.Add(part.tokens, std::span<float>(result.dlogp).subspan(part.begin, part.cu.back()));
  }
  result.sums = loss.sums();
  return result;
}

constexpr Aggregation kAll[] = {Aggregation::kGrpo, Aggregation::kDapo, Aggregation::kDrGrpo,
                                Aggregation::kBnpo};

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

Data OneToken(float logp, float old_logp, float ref_logp, float advantage) {
  Data d;
  d.cu_tokens = {0, 1};
  d.logp = {logp}, d.old_logp = {old_logp}, d.ref_logp = {ref_logp}, d.advantage = {advantage};
  d.entropy = {0.5f};
  return d;
}

TEST(PolicyLossTest, K3HasThePublishedValues) {
  PolicyLossOptions options{.kl_coefficient = 1};
  EXPECT_NEAR(Evaluate(OneToken(-1, -1, -1.5f, 0), options).sums.reference_kl, 0.10653, 5e-6);
  EXPECT_NEAR(Evaluate(OneToken(-1, -1, -0.5f, 0), options).sums.reference_kl, 0.14872, 5e-6);
  EXPECT_EQ(Evaluate(OneToken(-1, -1, -1, 0), options).sums.loss, 0.0);
}

TEST(PolicyLossTest, OnPolicyRatioIsExactlyOne) {
  Data d = RandomData({5, 3, 8}, 1);
  d.logp = d.old_logp;
  const PolicyMetrics m = Finish(Evaluate(d, {}).sums);
  EXPECT_EQ(m.mean_ratio, 1.0);
  EXPECT_EQ(m.clip_fraction, 0.0);
  EXPECT_EQ(m.approx_kl, 0.0);
  EXPECT_EQ(m.max_abs_log_ratio, 0.0);
}

TEST(PolicyLossTest, OnPolicyLossIsMinusTheMeanAdvantage) {
  Data d = RandomData({4, 4}, 2);
  d.logp = d.old_logp;
  double expected = 0;
  for (float a : d.advantage) expected -= a / 8.0;
  for (auto aggregation : {Aggregation::kGrpo, Aggregation::kDapo}) {
    EXPECT_NEAR(Evaluate(d, {.aggregation = aggregation}).sums.loss, expected, 1e-12);
  }
}

// Clip bounds: for A > 0 only the upper one stops the gradient, for A < 0 only the lower one.
TEST(PolicyLossTest, ClipStopsTheGradientOnTheSideThatAlreadyMovedFarEnough) {
  const float up = std::log(1.5f), down = std::log(0.5f);
  EXPECT_EQ(Evaluate(OneToken(up, 0, 0, 1), {}).dlogp[0], 0.0f);
  EXPECT_NEAR(Evaluate(OneToken(up, 0, 0, 1), {}).sums.loss, -1.2, 1e-12);
  EXPECT_NEAR(Evaluate(OneToken(down, 0, 0, 1), {}).dlogp[0], -0.5, 1e-6);
  EXPECT_NEAR(Evaluate(OneToken(up, 0, 0, -1), {}).dlogp[0], 1.5, 1e-6);
  EXPECT_EQ(Evaluate(OneToken(down, 0, 0, -1), {}).dlogp[0], 0.0f);
  EXPECT_NEAR(Evaluate(OneToken(down, 0, 0, -1), {}).sums.loss, 0.8, 1e-12);
  EXPECT_EQ(Finish(Evaluate(OneToken(down, 0, 0, -1), {}).sums).clip_fraction, 1.0);
}

TEST(PolicyLossTest, DualClipBoundsTheLossOfAHugeRatio) {
  const Data d = OneToken(std::log(9.0f), 0, 0, -2);
  EXPECT_NEAR(Evaluate(d, {}).sums.loss, 18, 1e-5);
  const Result bounded = Evaluate(d, {.dual_clip = 3});
  EXPECT_NEAR(bounded.sums.loss, 6, 1e-12);
  EXPECT_EQ(bounded.dlogp[0], 0.0f);
}

TEST(PolicyLossTest, LogRatioClampKeepsAnAbsurdRatioFinite) {
  const Data d = OneToken(0, -1000, 0, -1);
  const Result r = Evaluate(d, {.log_ratio_clamp = 20});
  EXPECT_TRUE(std::isfinite(r.sums.loss));
  EXPECT_EQ(r.dlogp[0], 0.0f);
  EXPECT_EQ(r.sums.max_abs_log_ratio, 1000.0);
}

// A short and a long answer with opposite advantages: the aggregations weigh them differently.
TEST(PolicyLossTest, AggregationsWeighShortAndLongAnswersAsDocumented) {
  Data d = RandomData({2, 6}, 3);
  d.logp = d.old_logp;
  for (int t = 0; t < 8; ++t) d.advantage[t] = t < 2 ? 1.0f : -1.0f;
  const auto loss = [&](Aggregation a) {
    return Evaluate(d, {.aggregation = a, .max_completion_tokens = 10}).sums.loss;
  };
  EXPECT_NEAR(loss(Aggregation::kGrpo), 0.5 * (-1) + 0.5 * 1, 1e-12);
  EXPECT_NEAR(loss(Aggregation::kDapo), (-2 + 6) / 8.0, 1e-12);
  EXPECT_NEAR(loss(Aggregation::kDrGrpo), (-2 + 6) / 20.0, 1e-12);
  EXPECT_NEAR(loss(Aggregation::kBnpo), (-2 + 6) / 8.0, 1e-12);
}

TEST(PolicyLossTest, GradientMatchesFiniteDifferences) {
  const Data d = RandomData({5, 1, 7, 4}, 4);
  double worst = 0;
  for (Aggregation aggregation : kAll) {
    for (double beta : {0.0, 0.04}) {
      const PolicyLossOptions options{.aggregation = aggregation,
                                      .clip_low = 0.2,
                                      .clip_high = 0.28,
                                      .dual_clip = 1.4,
                                      .kl_coefficient = beta,
                                      .max_completion_tokens = 8};
      const Result at = Evaluate(d, options);
      for (int64_t t = 0; t < d.tokens(); ++t) {
        Data up = d, down = d;
        up.logp[t] += 1e-3f, down.logp[t] -= 1e-3f;
        const double step = static_cast<double>(up.logp[t]) - down.logp[t];
        const double slope =
            (Evaluate(up, options).sums.loss - Evaluate(down, options).sums.loss) / step;
        worst = std::max(worst, std::abs(slope - at.dlogp[t]));
      }
    }
  }
  EXPECT_LT(worst, 2e-6);  // O(step²) of the central difference; no token sits on a clip bound
  RecordProperty("worst", std::to_string(worst));
}

TEST(PolicyLossTest, MicroBatchesChangeNoBitOfLossAndGradient) {
  const Data d = RandomData({5, 1, 7, 4, 2, 9, 3, 6}, 5);
  for (Aggregation aggregation : {Aggregation::kGrpo, Aggregation::kDapo, Aggregation::kDrGrpo}) {
    const PolicyLossOptions options{
        .aggregation = aggregation, .kl_coefficient = 0.01, .max_completion_tokens = 9};
    const Result whole = Evaluate(d, options);
    for (int micro_batches : {2, 4, 8}) {
      const Result cut = Evaluate(d, options, micro_batches);
      EXPECT_TRUE(SameBits(whole.dlogp, cut.dlogp));
      EXPECT_EQ(whole.sums.loss, cut.sums.loss);
      EXPECT_EQ(whole.sums.entropy, cut.sums.entropy);
    }
  }
}

TEST(PolicyLossTest, OneRankTwoRanksAndFourMicroBatchesAgree) {
  const Data d = RandomData({5, 1, 7, 4, 2, 9, 3, 6}, 6);
  for (Aggregation aggregation : {Aggregation::kGrpo, Aggregation::kDapo, Aggregation::kDrGrpo}) {
    const PolicyLossOptions options{
        .aggregation = aggregation, .kl_coefficient = 0.01, .max_completion_tokens = 9};
    const Result whole = Evaluate(d, options);
    std::vector<float> dlogp(d.tokens());
    PolicySums sums[2];
    RunRanks(2, [&](Collective* c) {
      const Part part(d, 4 * c->rank(), 4 * c->rank() + 4);
      StepCounts counts{4, part.cu.back(), 1};
      counts.Reduce(c);
      PolicyLoss loss(options, counts);
      loss.Add(part.tokens, std::span<float>(dlogp).subspan(part.begin, part.cu.back()));
      sums[c->rank()] = loss.sums();
      sums[c->rank()].Reduce(c);
    });
    EXPECT_TRUE(SameBits(whole.dlogp, dlogp)) << AggregationName(aggregation);
    for (const PolicySums& s : sums) {
      EXPECT_NEAR(s.loss, whole.sums.loss, 1e-13);
      EXPECT_EQ(s.tokens, whole.sums.tokens);
      EXPECT_EQ(s.max_abs_log_ratio, whole.sums.max_abs_log_ratio);
    }
  }
}

TEST(PolicyLossTest, MaskedTokensHaveNoLossAndNoGradient) {
  const Data d = RandomData({4, 4}, 7);
  const std::vector<uint8_t> mask = {1, 0, 1, 1, 0, 0, 0, 0};
  Part part(d, 0, 2);
  part.tokens.mask = mask;
  std::vector<float> dlogp(8);
  PolicyLoss loss({.clip_low = 10, .clip_high = 10}, {2, 3, 1});  // so wide that none is cut
  loss.Add(part.tokens, dlogp);
  EXPECT_EQ(loss.sums().tokens, 3);
  for (int t = 0; t < 8; ++t) EXPECT_EQ(dlogp[t] != 0, mask[t] != 0);
}

TEST(PolicyLossTest, EmptyAnswerCountsAsASequenceButAddsNothing) {
  const Data d = RandomData({0, 3}, 8);
  const Result r = Evaluate(d, {});
  const Data alone = RandomData({3}, 8);
  EXPECT_EQ(r.sums.tokens, 3);
  EXPECT_EQ(alone.sequences() + 1, d.sequences());
}

TEST(PolicyLossTest, BadInputIsRefused) {
  const Data d = OneToken(0, 0, 0, 1);
  EXPECT_THROW(Evaluate(d, {.aggregation = Aggregation::kDrGrpo}), base::Error);  // L is missing
  EXPECT_THROW(Evaluate(d, {.clip_low = -1}), base::Error);
  EXPECT_THROW(Evaluate(d, {.dual_clip = 0.5}), base::Error);
  EXPECT_THROW(Evaluate(OneToken(-std::numeric_limits<float>::infinity(), 0, 0, 1), {}),
               base::Error);
  EXPECT_THROW(ParseAggregation("mean"), base::Error);
  Part part(d, 0, 1);
  part.tokens.ref_logp = {};
  std::vector<float> dlogp(1);
  PolicyLoss with_kl({.kl_coefficient = 0.1}, {1, 1, 1});
  EXPECT_THROW(with_kl.Add(part.tokens, dlogp), base::Error);
  EXPECT_EQ(ParseAggregation("dr_grpo"), Aggregation::kDrGrpo);
}

// Fixture made by tests/oracles/trl_losses.py with TRL's own loss code.
TEST(PolicyLossTest, LossAndGradientEqualTrls) {
  const base::Json fixture = base::ReadJsonFile(base::Runfile("train/testdata/trl_losses.json"));
  Data d;
  for (int n : fixture["lengths"]) d.cu_tokens.push_back(d.cu_tokens.back() + n);
  d.logp = fixture["logp"].get<std::vector<float>>();
  d.old_logp = fixture["old_logp"].get<std::vector<float>>();
  d.ref_logp = fixture["ref_logp"].get<std::vector<float>>();
  d.entropy.resize(d.tokens());
  for (int64_t s = 0; s < d.sequences(); ++s) {
    d.advantage.resize(d.cu_tokens[s + 1], fixture["advantages"][s].get<float>());
  }
  double worst_loss = 0, worst_gradient = 0;
  for (const base::Json& c : fixture["cases"]) {
    // TRL's cap on the ratio (delta, above 1 + clip_high) bounds what dual clip bounds.
    const PolicyLossOptions options{
        .aggregation = ParseAggregation(c["aggregation"].get<std::string>()),
        .clip_low = fixture["clip_low"],
        .clip_high = fixture["clip_high"],
        .dual_clip = c["ratio_cap"],
        .kl_coefficient = c["beta"],
        .max_completion_tokens = fixture["max_completion_tokens"]};
    const Result r = Evaluate(d, options, c["micro_batches"]);
    worst_loss = std::max(worst_loss, std::abs(r.sums.loss - c["loss"].get<double>()));
    for (size_t t = 0; t < r.dlogp.size(); ++t) {
      worst_gradient = std::max(worst_gradient, std::abs(r.dlogp[t] - c["dlogp"][t].get<double>()));
    }
    if (c.contains("clip_fraction")) {
      EXPECT_NEAR(Finish(r.sums).clip_fraction, c["clip_fraction"].get<double>(), 1e-12);
      EXPECT_NEAR(Finish(r.sums).reference_kl, c["kl"].get<double>(), 1e-9);
    }
  }
  EXPECT_EQ(fixture["cases"].size(), 24u);
  EXPECT_LT(worst_loss, 1e-6);
  EXPECT_LT(worst_gradient, 1e-6);
  RecordProperty("worst_loss", std::to_string(worst_loss));
  std::printf("max difference from TRL: loss %.3g, gradient %.3g\n", worst_loss, worst_gradient);
}

}  // namespace
}  // namespace r1bench::train
