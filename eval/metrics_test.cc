#include "eval/metrics.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"

namespace r1bench::eval {
namespace {

// By its definition: the share of k-subsets of {0..n-1} that hit one of the first c.
double PassAtKByEnumeration(int n, int c, int k) {
  int64_t subsets = 0, hits = 0;
  for (int mask = 0; mask < (1 << n); ++mask) {
    if (__builtin_popcount(mask) != k) continue;
    ++subsets;
    if (mask & ((1 << c) - 1)) ++hits;
  }
  return static_cast<double>(hits) / static_cast<double>(subsets);
}

TEST(PassAtK, EqualsTheShareOfSubsetsThatHoldARightResponse) {
  for (int n = 1; n <= 8; ++n) {
    for (int c = 0; c <= n; ++c) {
      for (int k = 1; k <= n; ++k) {
        EXPECT_NEAR(PassAtK(n, c, k), PassAtKByEnumeration(n, c, k), 1e-12)
            << "n=" << n << " c=" << c << " k=" << k;
      }
    }
  }
}

TEST(PassAtK, OneDrawIsTheMean) { EXPECT_DOUBLE_EQ(PassAtK(64, 16, 1), 0.25); }

TEST(PassAtK, StaysFiniteForThousandsOfResponses) {
  EXPECT_NEAR(PassAtK(10000, 1, 5000), 0.5, 1e-12);
}

TEST(PassAtK, RefusesMoreDrawsThanResponses) {
  EXPECT_THROW(PassAtK(4, 1, 5), base::Error);
  EXPECT_THROW(PassAtK(4, 5, 1), base::Error);
  EXPECT_THROW(PassAtK(0, 0, 1), base::Error);
}

TEST(MajorityCorrect, FollowsThePluralityEvenWhenItIsWrong) {
  const std::vector<VotedAnswer> votes = {{"3", true}, {"4", false}, {"4", false}};
  EXPECT_EQ(MajorityCorrect(votes), 0.0);
}

TEST(MajorityCorrect, ATieCountsItsShareOfRightAnswers) {
  const std::vector<VotedAnswer> votes = {{"3", true}, {"4", false}, {"3", true}, {"4", false}};
  EXPECT_EQ(MajorityCorrect(votes), 0.5);
}

TEST(MajorityCorrect, MissingAnswersDoNotVote) {
  const std::vector<VotedAnswer> votes = {{"", false}, {"", false}, {"7", true}};
  EXPECT_EQ(MajorityCorrect(votes), 1.0);
  EXPECT_EQ(MajorityCorrect(std::vector<VotedAnswer>{{"", false}}), 0.0);
  EXPECT_EQ(MajorityCorrect({}), 0.0);
}

TEST(ConsensusAtK, AveragesOverBlocksOfK) {
  const std::vector<VotedAnswer> votes = {{"1", true}, {"1", true}, {"2", false}, {"2", false}};
  EXPECT_EQ(ConsensusAtK(votes, 2), 0.5);
  EXPECT_EQ(ConsensusAtK(votes, 4), 0.5);
  EXPECT_THROW(ConsensusAtK(votes, 5), base::Error);
}

}  // namespace
}  // namespace r1bench::eval
