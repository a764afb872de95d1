#include "base/stats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::base {
namespace {

using Values = std::vector<double>;

TEST(DescriptionTest, OfSmallSamplesByHand) {
  const Values v = {2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(Mean(v), 5);
  EXPECT_DOUBLE_EQ(StdDev(v), std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(Median(v), 4.5);
  EXPECT_DOUBLE_EQ(Quantile(v, 0), 2);
  EXPECT_DOUBLE_EQ(Quantile(v, 1), 9);
  EXPECT_DOUBLE_EQ(Quantile(Values{10, 20}, 0.25), 12.5);
}

TEST(DescriptionTest, OfNothingAndOfOneValue) {
  EXPECT_EQ(Mean({}), 0);
  EXPECT_EQ(StdDev(Values{3}), 0);
  EXPECT_EQ(Median({}), 0);
  EXPECT_EQ(Median(Values{3}), 3);
  EXPECT_THROW(Quantile(Values{3}, 1.5), Error);
}

// Printed values of the usual tables.
TEST(DistributionTest, AgreesWithTheTables) {
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(NormalQuantile(0.5), 0, 1e-12);
  EXPECT_NEAR(NormalCdf(-1.96), 0.024997895148220, 1e-14);
  EXPECT_NEAR(StudentTQuantile(0.975, 2), 4.302652729749464, 1e-10);
  EXPECT_NEAR(StudentTQuantile(0.975, 1), 12.706204736174705, 1e-9);
  EXPECT_NEAR(StudentTQuantile(0.95, 10), 1.812461122811676, 1e-11);
  EXPECT_NEAR(StudentTQuantile(0.025, 30), -2.042272456301238, 1e-11);
  EXPECT_NEAR(StudentTCdf(1, 1), 0.75, 1e-14);
  EXPECT_NEAR(StudentTCdf(0, 7), 0.5, 1e-14);
  EXPECT_NEAR(StudentTCdf(-1.5, 1e6), NormalCdf(-1.5), 1e-6);
  EXPECT_THROW(NormalQuantile(1), Error);
}

TEST(TIntervalTest, OfThreeSeedsByHand) {
  const Interval interval = TInterval(Values{0.70, 0.75, 0.80});
  const double half = 4.302652729749464 * 0.05 / std::sqrt(3.0);
  EXPECT_NEAR(interval.lo, 0.75 - half, 1e-9);
  EXPECT_NEAR(interval.hi, 0.75 + half, 1e-9);
}

TEST(TIntervalTest, OneSeedSaysNothing) {
  EXPECT_TRUE(std::isinf(TInterval(Values{0.7}).lo));
  EXPECT_TRUE(TInterval(Values{0.7}).Contains(1e300));
  EXPECT_TRUE(std::isinf(WelchInterval(Values{0.7}, Values{1, 2}).hi));
}

TEST(WelchIntervalTest, WithEqualSpreadsAndSizesItIsTheTwoSampleTInterval) {
  const Interval interval = WelchInterval(Values{1, 2, 3}, Values{4, 5, 6});
  const double half = 2.776445105197799 * std::sqrt(2.0 / 3);  // t with 4 degrees of freedom
  EXPECT_NEAR(interval.lo, -3 - half, 1e-9);
  EXPECT_NEAR(interval.hi, -3 + half, 1e-9);
}

TEST(WilsonIntervalTest, AgreesWithWorkedExamples) {
  const Interval half = WilsonInterval(5, 10);
  EXPECT_NEAR(half.lo, 0.236593, 1e-6);
  EXPECT_NEAR(half.hi, 0.763407, 1e-6);
  EXPECT_EQ(WilsonInterval(0, 30).lo, 0);
  EXPECT_NEAR(WilsonInterval(0, 30).hi, 0.113513, 1e-6);  // z^2 / (n + z^2)
  EXPECT_EQ(WilsonInterval(30, 30).hi, 1);
  EXPECT_EQ(WilsonInterval(0, 0).hi, 1);
  EXPECT_THROW(WilsonInterval(3, 2), Error);
  EXPECT_THROW(WilsonInterval(1, 2, 1.0), Error);
}

TEST(BootstrapTest, CoversTheMeanAboutAsOftenAsItSays) {
  int covered = 0;
  for (int trial = 0; trial < 200; ++trial) {
    Rng rng(1, "stats_test", trial);
    Values values(60);
    for (double& v : values) v = rng.Normal() + 3;
    covered += BootstrapMeanInterval(values, {.resamples = 400}).Contains(3);
  }
  EXPECT_GE(covered, 176);  // 95 % of 200, less four standard errors
}

TEST(BootstrapTest, IsTheSameForTheSameSeedAndDegenerateForConstants) {
  const Values values = {1, 2, 3, 4, 10};
  EXPECT_EQ(BootstrapMeanInterval(values).lo, BootstrapMeanInterval(values).lo);
  const Interval constant = BootstrapMeanInterval(Values{2, 2, 2});
  EXPECT_EQ(constant.lo, 2);
  EXPECT_EQ(constant.hi, 2);
  EXPECT_EQ(BootstrapMeanInterval({}).hi, 0);
  EXPECT_THROW(BootstrapMeanInterval(values, {.resamples = 0}), Error);
}

TEST(BootstrapTest, ClustersWidenTheIntervalOfCorrelatedValues) {
  std::vector<Values> clusters;
  Values all;
  for (int c = 0; c < 20; ++c) {
    clusters.push_back(Values(10, c % 2));
    all.insert(all.end(), clusters.back().begin(), clusters.back().end());
  }
  const Interval by_cluster = BootstrapClusterInterval(clusters);
  const Interval by_value = BootstrapMeanInterval(all);
  EXPECT_GT(by_cluster.hi - by_cluster.lo, 2 * (by_value.hi - by_value.lo));
  EXPECT_TRUE(by_cluster.Contains(0.5));
}

TEST(McNemarTest, IsTheBinomialTailByHand) {
  EXPECT_NEAR(McNemarExact(1, 5), 2 * (1 + 6) / 64.0, 1e-12);
  EXPECT_NEAR(McNemarExact(0, 10), 2 / 1024.0, 1e-12);
  EXPECT_EQ(McNemarExact(4, 4), 1);
  EXPECT_EQ(McNemarExact(0, 0), 1);
  EXPECT_GT(McNemarExact(100000, 101000), 0.02);
  EXPECT_THROW(McNemarExact(-1, 0), Error);
}

// Complete separation of 3 and 3: 1 of C(6,3) = 20 orders on each side.
TEST(MannWhitneyTest, IsExactForSmallSamples) {
  const TestResult apart = MannWhitney(Values{4, 5, 6}, Values{1, 2, 3});
  EXPECT_EQ(apart.statistic, 9);
  EXPECT_NEAR(apart.p_value, 2.0 / 20, 1e-12);
  EXPECT_EQ(MannWhitney(Values{1, 2}, Values{1, 2}).p_value, 1);
  EXPECT_EQ(MannWhitney(Values{1, 1}, Values{1, 1}).statistic, 2);
  EXPECT_EQ(MannWhitney({}, Values{1}).p_value, 1);
}

TEST(MannWhitneyTest, TheNormalApproximationMeetsTheExactTest) {
  Values x, y;
  for (int i = 0; i < 20; ++i) x.push_back(i * 1.01), y.push_back(i + 4.3);
  const double exact = MannWhitney(x, y).p_value;
  x.push_back(9.5);  // 41 values: the approximation
  EXPECT_NEAR(MannWhitney(x, y).p_value, exact, 0.02);
}

TEST(WilcoxonTest, IsExactForSmallSamples) {
  EXPECT_NEAR(WilcoxonSignedRank(Values{1, 2, 3, 4, 5}).p_value, 2.0 / 32, 1e-12);
  EXPECT_EQ(WilcoxonSignedRank(Values{1, 2, 3, 4, 5}).statistic, 15);
  // Ranks 1 and twice 2.5, all positive: 1 of 8 sign patterns reaches 6.
  EXPECT_NEAR(WilcoxonSignedRank(Values{0, 1, 2, 2}).p_value, 2.0 / 8, 1e-12);
  // W+ = 1: the sums 0 and 1 are 2 of 8.
  EXPECT_NEAR(WilcoxonSignedRank(Values{1, -2, -2}).p_value, 4.0 / 8, 1e-12);
  EXPECT_EQ(WilcoxonSignedRank(Values{0, 0}).p_value, 1);
}

TEST(PairedTTestTest, AgreesWithTheFormula) {
  const TestResult result = PairedTTest(Values{1, 2, 3});
  EXPECT_NEAR(result.statistic, 2 * std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(result.p_value, 0.0741799, 1e-6);
  EXPECT_EQ(PairedTTest(Values{1}).p_value, 1);
  EXPECT_EQ(PairedTTest(Values{1, 1}).p_value, 0);
  EXPECT_EQ(PairedTTest(Values{0, 0}).p_value, 1);
}

TEST(AreaUnderRocTest, CountsPairsInOrderAndTiesHalf) {
  using Labels = std::vector<uint8_t>;
  EXPECT_EQ(AreaUnderRoc(Values{0.1, 0.4, 0.35, 0.8}, Labels{0, 0, 1, 1}), 0.75);
  EXPECT_EQ(AreaUnderRoc(Values{1, 2, 3}, Labels{0, 0, 1}), 1);
  EXPECT_EQ(AreaUnderRoc(Values{1, 2, 3}, Labels{1, 0, 0}), 0);
  EXPECT_EQ(AreaUnderRoc(Values{5, 5, 5, 5}, Labels{0, 1, 0, 1}), 0.5);
  EXPECT_EQ(AreaUnderRoc(Values{1, 1, 2}, Labels{0, 1, 1}), 0.75);
  EXPECT_EQ(AreaUnderRoc(Values{1, 2}, Labels{1, 1}), 0.5);
  EXPECT_THROW(AreaUnderRoc(Values{1, 2}, Labels{1}), Error);
}

TEST(CohenKappaTest, AgreesWithTheTextbook) {
  // 50 items: both yes 20, only the first 5, only the second 10, both no 15.
  std::vector<int32_t> x, y;
  const auto add = [&](int count, int a, int b) {
    for (int i = 0; i < count; ++i) x.push_back(a), y.push_back(b);
  };
  add(20, 1, 1), add(5, 1, 0), add(10, 0, 1), add(15, 0, 0);
  EXPECT_NEAR(CohenKappa(x, y), 0.4, 1e-12);
  EXPECT_NEAR(CohenKappa(x, x), 1, 1e-12);
  EXPECT_EQ(CohenKappa(std::vector<int32_t>{1, 1}, std::vector<int32_t>{1, 1}), 0);
  EXPECT_EQ(CohenKappa({}, {}), 0);
  EXPECT_NEAR(CohenKappa(std::vector<int32_t>{0, 1, 2}, std::vector<int32_t>{1, 2, 0}), -0.5,
              1e-12);
}

TEST(CorrelationTest, OfValuesAndOfRanks) {
  EXPECT_NEAR(Correlation(Values{1, 2, 3}, Values{2, 4, 6}), 1, 1e-12);
  EXPECT_NEAR(Correlation(Values{1, 2, 3, 4}, Values{1, 3, 2, 4}), 0.8, 1e-12);
  EXPECT_NEAR(RankCorrelation(Values{1, 2, 3}, Values{1, 8, 1000}), 1, 1e-12);
  EXPECT_NEAR(RankCorrelation(Values{1, 2, 3, 4}, Values{40, 20, 30, 10}), -0.8, 1e-12);
  // Ranks 1, 2.5, 2.5, 4 against 1..4: 4.5 / sqrt(4.5 * 5).
  EXPECT_NEAR(RankCorrelation(Values{1, 2, 2, 3}, Values{1, 2, 3, 4}), 4.5 / std::sqrt(22.5),
              1e-12);
  EXPECT_EQ(Correlation(Values{1, 1}, Values{1, 2}), 0);
  EXPECT_THROW(RankCorrelation(Values{1}, Values{1, 2}), Error);
}

TEST(HolmTest, AdjustsByHand) {
  const Values adjusted = HolmAdjust(Values{0.01, 0.04, 0.03, 0.005});
  const Values expected = {0.03, 0.06, 0.06, 0.02};
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
  EXPECT_EQ(HolmAdjust(Values{0.9, 0.8})[0], 1);
  EXPECT_TRUE(HolmAdjust({}).empty());
}

TEST(TostTest, EquivalentExactlyWhenTheIntervalLiesInsideTheMargins) {
  const Values close = {0.01, -0.01, 0.005, -0.004, 0.002};
  const Equivalence yes = TostEquivalence(close, 0.05);
  EXPECT_TRUE(yes.equivalent);
  EXPECT_LT(yes.p_value, 0.05);
  EXPECT_LT(yes.interval.hi, 0.05);
  const Equivalence no = TostEquivalence(Values{0.04, 0.06, 0.05}, 0.05);
  EXPECT_FALSE(no.equivalent);
  EXPECT_GT(no.p_value, 0.05);
}

TEST(TostTest, OneValueCannotShowEquivalence) {
  EXPECT_FALSE(TostEquivalence(Values{0}, 0.05).equivalent);
  EXPECT_TRUE(TostEquivalence(Values{0, 0}, 0.05).equivalent);
  EXPECT_THROW(TostEquivalence(Values{0, 0}, 0), Error);
}

}  // namespace
}  // namespace r1bench::base
