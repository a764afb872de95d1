#include "eval/rating/standings.h"

#include <gtest/gtest.h>

#include <vector>

#include "eval/rating/codeelo.h"

namespace r1bench::eval {
namespace {

using Tries = std::vector<uint8_t>;

TEST(ScoreAttemptsTest, FailedAttemptsCostFiftyPointsButNoneBelowZero) {
  EXPECT_EQ(ScoreAttempts(1250.0, Tries{1}).points, 1250);
  EXPECT_EQ(ScoreAttempts(1250.0, Tries{0, 0, 1, 0, 1}).points, 1150);
  EXPECT_EQ(ScoreAttempts(100.0, Tries{0, 0, 0, 1}).points, 0);
}

TEST(ScoreAttemptsTest, UnsolvedScoresNothingAndCostsNothing) {
  for (const std::optional<double> points :
       {std::optional<double>(1000), std::optional<double>()}) {
    EXPECT_EQ(ScoreAttempts(points, Tries{0, 0, 0}).points, 0);
    EXPECT_EQ(ScoreAttempts(points, Tries{0, 0, 0}).penalty, 0);
    EXPECT_EQ(ScoreAttempts(points, Tries{}).points, 0);
  }
}

TEST(ScoreAttemptsTest, WithoutPointsAProblemCountsOneAndFailuresArePenalties) {
  const Score score = ScoreAttempts(std::nullopt, Tries{0, 0, 1});
  EXPECT_EQ(score.points, 1);
  EXPECT_EQ(score.penalty, 20);
}

const std::vector<Score> kRows = {{4, 50}, {3, 20}, {3, 60}, {3, 60}, {1, 5}, {0, 0}, {0, 0}};

TEST(PlaceOfTest, PenaltyDecidesAmongEqualPoints) {
  EXPECT_EQ(PlaceOf({3, 30}, kRows).middle(), 3);
  EXPECT_EQ(PlaceOf({3, 10}, kRows).middle(), 2);
  EXPECT_EQ(PlaceOf({3, 100}, kRows).middle(), 5);
}

TEST(PlaceOfTest, TiesAreSharedInTheMiddle) {
  EXPECT_EQ(PlaceOf({3, 60}, kRows).middle(), 4);
  EXPECT_EQ(PlaceOf({0, 0}, kRows).middle(), 7);
  EXPECT_EQ(PlaceOf({3, 60}, kRows).tied, 2);
}

TEST(PlaceOfTest, TheOrderOfTheRowsIsNothing) {
  const std::vector<Score> reversed(kRows.rbegin(), kRows.rend());
  EXPECT_EQ(PlaceOf({3, 60}, reversed).middle(), PlaceOf({3, 60}, kRows).middle());
}

TEST(PlaceOfTest, BetterThanAllAndWorseThanAll) {
  EXPECT_EQ(PlaceOf({9, 0}, kRows).middle(), 1);
  EXPECT_EQ(PlaceOf({0, 10}, kRows).middle(), 8);
}

TEST(CodeEloRowsAheadTest, StandsBehindAllTies) {
  EXPECT_EQ(CodeEloRowsAhead({3, 60}, kRows), 4);
  EXPECT_EQ(CodeEloRowsAhead({9, 0}, kRows), 0);
  EXPECT_EQ(CodeEloRowsAhead({0, 0}, kRows), 7);
}

}  // namespace
}  // namespace r1bench::eval
