#include "eval/rating/field.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "eval/rating/codeelo.h"

namespace r1bench::eval {
namespace {

const std::vector<double> kTen = {2300, 2080, 1910, 1850, 1720, 1610, 1490, 1480, 1350, 1150};

TEST(FieldTest, OneOpponentIsTheLogisticItself) {
  const Field one(std::vector<double>{1500});
  EXPECT_NEAR(RatingOfPlace(one, 1.5).rating, 1500, 1e-6);
  EXPECT_NEAR(RatingOfPlace(one, 1 + 1.0 / 11).rating, 1900, 1e-6);
  EXPECT_NEAR(RatingOfPlace(one, 1 + 10.0 / 11).rating, 1100, 1e-6);
}

TEST(FieldTest, EqualOpponentsHaveAClosedForm) {
  const Field nine(std::vector<double>(9, 1200));
  EXPECT_NEAR(RatingOfPlace(nine, 4).rating, 1200 + 400 * std::log10(2.0), 1e-6);
}

TEST(FieldTest, TheRootSolvesTheEquation) {
  const Field field(kTen);
  for (double place = 1.5; place < 11; place += 0.5) {
    EXPECT_NEAR(1 + field.ExpectedAhead(RatingOfPlace(field, place).rating), place, 1e-8);
  }
}

TEST(FieldTest, ABetterPlaceNeverHasALowerRatingClampsIncluded) {
  std::vector<double> alike(30, 1500);
  std::vector<double> far = {100, 3000};
  for (const std::vector<double>& ratings : {kTen, alike, far, std::vector<double>{1500}}) {
    const Field field(ratings);
    double before = std::numeric_limits<double>::infinity();
    for (double place = 1; place <= static_cast<double>(ratings.size()) + 1; place += 0.5) {
      const double rating = RatingOfPlace(field, place).rating;
      EXPECT_LE(rating, before) << "place " << place << " of " << ratings.size();
      before = rating;
    }
  }
}

TEST(FieldTest, EveryoneStrongerByXMakesThePlaceWorthXMore) {
  std::vector<double> shifted = kTen;
  for (double& rating : shifted) rating += 137.5;
  for (double place = 1; place <= 11; place += 0.5) {
    EXPECT_NEAR(RatingOfPlace(Field(shifted), place).rating,
                RatingOfPlace(Field(kTen), place).rating + 137.5, 1e-6);
  }
}

TEST(FieldTest, TheOrderOfTheHumansIsNothing) {
  const std::vector<double> reversed(kTen.rbegin(), kTen.rend());
  EXPECT_EQ(RatingOfPlace(Field(reversed), 4).rating, RatingOfPlace(Field(kTen), 4).rating);
}

TEST(FieldTest, FirstAndLastAreClampedAndSaySo) {
  const Field field(kTen);
  const ClampedRating first = RatingOfPlace(field, 1), last = RatingOfPlace(field, 11);
  EXPECT_EQ(first.clamp, Clamp::kTop);
  EXPECT_GE(first.rating, 2400);
  EXPECT_EQ(last.clamp, Clamp::kBottom);
  EXPECT_LE(last.rating, 1050);
  EXPECT_EQ(RatingOfPlace(field, 1.5).clamp, Clamp::kNone);
  EXPECT_EQ(RatingOfPlace(field, 10.5).clamp, Clamp::kNone);
}

TEST(FieldTest, ImpossiblePlacesAndFieldsAreRefused) {
  EXPECT_THROW(RatingOfPlace(Field(), 1), base::Error);
  EXPECT_THROW(RatingOfPlace(Field(kTen), 0.5), base::Error);
  EXPECT_THROW(RatingOfPlace(Field(kTen), 11.5), base::Error);
  EXPECT_THROW(RatingOfPlace(Field(kTen), std::nan("")), base::Error);
  EXPECT_THROW(Field(std::vector<double>{1500, std::nan("")}), base::Error);
}

TEST(FieldTest, HugeRatingsEnd) {
  const Field field(std::vector<double>{1e12, 2e12, -1e12});
  EXPECT_TRUE(std::isfinite(RatingOfPlace(field, 2).rating));
}

TEST(JointRatingTest, SolvesTheSumOfTheEquations) {
  const std::vector<Field> fields = {Field(kTen), Field(std::vector<double>(40, 1600))};
  const std::vector<double> places = {3, 25};
  const double joint = JointRating(fields, places).rating;
  EXPECT_NEAR(2 + fields[0].ExpectedAhead(joint) + fields[1].ExpectedAhead(joint), 28, 1e-8);
}

TEST(JointRatingTest, LiesBetweenTheRatingsOfTheContests) {
  const std::vector<Field> fields = {Field(kTen), Field(kTen)};
  const std::vector<double> places = {2, 9};
  const double joint = JointRating(fields, places).rating;
  EXPECT_LT(joint, RatingOfPlace(fields[0], 2).rating);
  EXPECT_GT(joint, RatingOfPlace(fields[0], 9).rating);
}

TEST(JointRatingTest, TheSameContestTwiceIsTheContest) {
  const std::vector<Field> fields = {Field(kTen), Field(kTen)};
  const std::vector<double> places = {4, 4};
  EXPECT_NEAR(JointRating(fields, places).rating, RatingOfPlace(fields[0], 4).rating, 1e-6);
}

TEST(JointRatingTest, FirstInOneContestAloneIsNoClamp) {
  const std::vector<Field> fields = {Field(kTen), Field(kTen)};
  EXPECT_EQ(JointRating(fields, std::vector<double>{1, 6}).clamp, Clamp::kNone);
  EXPECT_EQ(JointRating(fields, std::vector<double>{1, 1}).clamp, Clamp::kTop);
  EXPECT_EQ(JointRating(fields, std::vector<double>{11, 11}).clamp, Clamp::kBottom);
}

TEST(UpdateAfterRoundTest, ThePlaceExpectedChangesNothing) {
  const Field field(kTen);
  const RoundUpdate update = UpdateAfterRound(field, 1600, 1 + field.ExpectedAhead(1600));
  EXPECT_NEAR(update.delta, 0, 1e-6);
  EXPECT_GT(UpdateAfterRound(field, 1600, 2).delta, 0);
  EXPECT_LT(UpdateAfterRound(field, 1600, 10).delta, 0);
}

TEST(CodeEloTest, SolvesForOnePlaceTooGoodAndRoundsDown) {
  for (int ahead = 2; ahead < 10; ++ahead) {
    const double root = RatingOfPlace(Field(kTen), ahead).rating;
    EXPECT_EQ(CodeEloRating(kTen, ahead), static_cast<int64_t>(std::floor(root))) << ahead;
  }
}

TEST(CodeEloTest, TheFirstTwoPlacesCannotBeToldApart) {
  EXPECT_EQ(CodeEloRating(kTen, 0), 2399);
  EXPECT_EQ(CodeEloRating(kTen, 1), 2399);
}

TEST(CodeEloTest, NothingBelowZeroComesOut) {
  EXPECT_EQ(CodeEloRating(std::vector<double>(3, -500), 3), 0);
}

}  // namespace
}  // namespace r1bench::eval
