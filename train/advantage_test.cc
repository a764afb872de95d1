#include "train/advantage.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "gtest/gtest.h"
#include "train/fake_collective.h"

namespace r1bench::train {
namespace {

SingleProcess single;

std::vector<float> Of(std::vector<double> rewards, int group_size, AdvantageOptions options = {}) {
  return GroupAdvantages(rewards, group_size, options, &single);
}

TEST(AdvantageTest, OneSuccessOfEightMatchesTheHandComputedValues) {
  // mean 1/8; squared deviations (7/8)² + 7·(1/8)² = 56/64; std = sqrt(56/64/7) = 0.353553.
  const auto a = Of({1, 0, 0, 0, 0, 0, 0, 0}, 8, {.epsilon = 0});
  EXPECT_NEAR(a[0], 2.4749, 5e-5);
  for (int i = 1; i < 8; ++i) EXPECT_NEAR(a[i], -0.353553, 1e-6);
  const auto with_epsilon = Of({1, 0, 0, 0, 0, 0, 0, 0}, 8);
  EXPECT_NEAR(with_epsilon[0], 0.875 / (0.35355339 + 1e-4), 1e-6);
}

TEST(AdvantageTest, GroupsAreIndependent) {
  const auto together = Of({1, 0, 0, 0, 3, 5, 7, 5}, 4);
  const auto first = Of({1, 0, 0, 0}, 4), second = Of({3, 5, 7, 5}, 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(together[i], first[i]);
    EXPECT_EQ(together[4 + i], second[i]);
  }
}

TEST(AdvantageTest, EqualRewardsGiveExactlyZeroInEveryForm) {
  for (auto kind : {AdvantageKind::kGroupStd, AdvantageKind::kGroupMean, AdvantageKind::kBatchStd,
                    AdvantageKind::kLeaveOneOut}) {
    // 0.1 three times has a rounded mean, and a deviation that is not 0 without the special case.
    const auto a = Of({0.1, 0.1, 0.1, 1, 0, 0}, 3, {.kind = kind, .epsilon = 0});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(a[i], 0.0f);
    EXPECT_GT(a[3], 0.0f);
  }
}

TEST(AdvantageTest, GroupOfOneIsZeroOrItsReward) {
  EXPECT_EQ(Of({0.7}, 1)[0], 0.0f);
  EXPECT_EQ(Of({0.7}, 1, {.single_takes_reward = true})[0], 0.7f);
}

TEST(AdvantageTest, DrGrpoIsTheDistanceFromTheMean) {
  const auto a = Of({1, 0, 0, 0}, 4, {.kind = AdvantageKind::kGroupMean});
  EXPECT_EQ(a, (std::vector<float>{0.75f, -0.25f, -0.25f, -0.25f}));
}

TEST(AdvantageTest, LeaveOneOutComparesWithTheMeanOfTheOthers) {
  const std::vector<double> r = {1, 0, 0.5, 0};
  const auto a = Of(r, 4, {.kind = AdvantageKind::kLeaveOneOut});
  for (int i = 0; i < 4; ++i) {
    double others = 0;
    for (int j = 0; j < 4; ++j) others += j == i ? 0 : r[j];
    EXPECT_NEAR(a[i], r[i] - others / 3, 1e-7);
  }
}

TEST(AdvantageTest, BatchStdDividesByTheSpreadOfTheWholeBatch) {
  // Batch {1,0,1,1}: mean .75, squares .75, std sqrt(.75/3) = .5.
  const auto a = Of({1, 0, 1, 1}, 2, {.kind = AdvantageKind::kBatchStd, .epsilon = 0});
  EXPECT_EQ(a, (std::vector<float>{1.0f, -1.0f, 0.0f, 0.0f}));
}

TEST(AdvantageTest, BatchStdIsTheSameOverTwoRanks) {
  const std::vector<double> all = {1, 0, 0, 0, 1, 1, 0, 1};
  const AdvantageOptions options = {.kind = AdvantageKind::kBatchStd};
  const auto whole = GroupAdvantages(all, 4, options, &single);
  std::vector<float> parts[2];
  RunRanks(2, [&](Collective* c) {
    const std::span<const double> mine(all.data() + 4 * c->rank(), 4);
    parts[c->rank()] = GroupAdvantages(mine, 4, options, c);
  });
  for (int i = 0; i < 8; ++i) EXPECT_NEAR(parts[i / 4][i % 4], whole[i], 1e-7);
}

TEST(AdvantageTest, SumOverAGroupIsZero) {
  const auto a = Of({1, 0, 0.25, 0.5, 0, 1, 0, 0}, 8);
  double sum = 0;
  for (float x : a) sum += x;
  EXPECT_NEAR(sum, 0, 1e-6);
}

std::vector<std::vector<float>> OfSteps(const std::vector<std::vector<StepReward>>& steps,
                                        const std::vector<int64_t>& tokens, int group_size,
                                        const AdvantageOptions& options = {}) {
  return StepAdvantages(steps, tokens, group_size, options, &single);
}

TEST(StepAdvantageTest, ATokenGetsTheNormalisedRewardsOfItsStepAndThoseAfter) {
  // Rewards 1, 0 and 0, 1: mean 1/2, std sqrt(1/3), so ±0.8660.
  const float r = static_cast<float>(0.5 / std::sqrt(1.0 / 3));
  const auto a = OfSteps({{{2, 1}, {3, 0}}, {{1, 0}, {4, 1}}}, {4, 4}, 2, {.epsilon = 0});
  EXPECT_EQ(a[0], (std::vector<float>{0, 0, -r, 0}));  // nothing after the last step
  EXPECT_EQ(a[1], (std::vector<float>{0, r, r, r}));
}

TEST(StepAdvantageTest, OneStepAnAnswerIsTheOutcomeForm) {
  const std::vector<double> rewards = {1, 0, 0, 0.5, 3, 3, 3, 3};
  std::vector<std::vector<StepReward>> steps;
  for (const double reward : rewards) steps.push_back({{3, reward}});
  const auto a = OfSteps(steps, std::vector<int64_t>(8, 3), 4);
  const auto outcome = Of(rewards, 4);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(a[i], std::vector<float>(3, outcome[i])) << i;
}

TEST(StepAdvantageTest, AnswersAndGroupsWithoutStepsGetNone) {
  const auto a = OfSteps({{}, {}, {{1, 1}}, {{2, 0}}}, {2, 1, 1, 2}, 2, {.epsilon = 0});
  EXPECT_EQ(a[0], (std::vector<float>{0, 0}));
  EXPECT_EQ(a[1], (std::vector<float>{0}));
  EXPECT_GT(a[2][0], 0);
  EXPECT_LT(a[3][1], 0);
}

TEST(StepAdvantageTest, BadStepsAreRefused) {
  EXPECT_THROW(OfSteps({{{3, 1}}, {{1, 1}}}, {2, 2}, 2), base::Error);          // beyond the end
  EXPECT_THROW(OfSteps({{{1, 1}, {1, 1}}, {{1, 1}}}, {2, 2}, 2), base::Error);  // no token
  EXPECT_THROW(OfSteps({{{0, 1}}, {{1, 1}}}, {2, 2}, 2), base::Error);
  EXPECT_THROW(OfSteps({{{1, 1}}}, {2}, 2), base::Error);
}

TEST(AdvantageTest, BadInputIsRefused) {
  EXPECT_THROW(Of({1, 0, 1}, 2), base::Error);
  EXPECT_THROW(Of({1, std::numeric_limits<double>::quiet_NaN()}, 2), base::Error);
  EXPECT_THROW(Of({1, 0}, 0), base::Error);
  EXPECT_TRUE(Of({}, 4).empty());
}

}  // namespace
}  // namespace r1bench::train
