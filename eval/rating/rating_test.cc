#include "eval/rating/rating.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "eval/rating/codeelo.h"
#include "eval/rating/field.h"
#include "eval/rating/simulation.h"

namespace r1bench::eval {
namespace {

const std::vector<double> kRatings = {2200, 1950, 1700, 1550, 1400, 1250, 1000};
const std::vector<double> kPoints = {3000, 2400, 1450, 950, 900, 500, 0};

// Problems of 500 and 1000 points.
PlayedContest Round(const std::string& name, std::vector<uint8_t> a, std::vector<uint8_t> b) {
  PlayedContest played;
  played.contest.name = name;
  played.contest.problems = {{"A", 500.0, 1000.0}, {"B", 1000.0, 1600.0}};
  for (size_t i = 0; i < kRatings.size(); ++i) {
    played.contest.rows.push_back({{kPoints[i], 0}, kRatings[i]});
  }
  played.attempts = {std::move(a), std::move(b)};
  return played;
}

double RatingAt(double place) { return RatingOfPlace(Field(kRatings), place).rating; }

bool Noted(const RatingResult& result, const std::string& part) {
  return std::any_of(result.notes.begin(), result.notes.end(),
                     [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

TEST(RatingTest, AttemptsBecomeAScoreAPlaceAndARating) {
  const std::vector<PlayedContest> one = {Round("one", {1}, {0, 1})};  // 500 + 950: a tie for third
  const RatingResult result = RateContests(one, {});
  ASSERT_EQ(result.contests.size(), 1u);
  EXPECT_EQ(result.contests[0].points, 1450);
  EXPECT_EQ(result.contests[0].solved, 2);
  EXPECT_EQ(result.contests[0].place, 3.5);
  EXPECT_NEAR(result.mean->value, RatingAt(3.5), 1e-9);
}

TEST(RatingTest, AttemptsBeyondTheCapDoNotCount) {
  const std::vector<PlayedContest> one = {Round("one", {1}, {0, 0, 1})};
  EXPECT_EQ(RateContests(one, {.max_attempts = 3}).contests[0].points, 1400);
  EXPECT_EQ(RateContests(one, {.max_attempts = 2}).contests[0].points, 500);
}

TEST(RatingTest, OneResponseEachNeedsNoDraws) {
  const std::vector<PlayedContest> two = {Round("one", {1}, {1}), Round("two", {1}, {0})};
  const RatingResult result = RateContests(two, {.draws = 1});
  EXPECT_EQ(result.contests[0].points, 1500);
  EXPECT_EQ(result.contests[0].place, 3);
  EXPECT_EQ(result.contests[1].place, 6.5);  // tied with 500
  EXPECT_NEAR(result.mean->value, (RatingAt(3) + RatingAt(6.5)) / 2, 1e-6);
  const std::vector<Field> fields(2, Field(kRatings));
  EXPECT_NEAR(result.joint->value, JointRating(fields, std::vector<double>{3, 6.5}).rating, 1e-6);
  EXPECT_EQ(RateContests(two, {.draws = 50}).mean->value, result.mean->value);
}

TEST(RatingTest, TheRatingNotTheScoreIsAveragedOverOrders) {
  // One of two responses is right: with one attempt either order is as likely.
  const std::vector<PlayedContest> one = {Round("one", {1, 1}, {0, 1})};
  const RatingResult result =
      RateContests(one, {.max_attempts = 1, .independent = true, .draws = 4000});
  EXPECT_NEAR(result.mean->value, (RatingAt(3) + RatingAt(6.5)) / 2, 8);
  EXPECT_NEAR(result.contests[0].solved, 1.5, 0.03);
  const RatingResult twice =
      RateContests(one, {.max_attempts = 2, .independent = true, .draws = 4000});
  EXPECT_EQ(twice.contests[0].solved, 2);
  EXPECT_NEAR(twice.contests[0].points, 1475, 2);
}

TEST(RatingTest, AResponseMoreThatIsRightNeverLowersIt) {
  double before = -1e9;
  for (int right = 0; right <= 4; ++right) {
    std::vector<uint8_t> b(4, 0);
    std::fill_n(b.begin(), right, uint8_t{1});
    const std::vector<PlayedContest> one = {Round("one", {1, 0, 1, 1}, b)};
    const double rating = RateContests(one, {.max_attempts = 2, .independent = true}).mean->value;
    EXPECT_GE(rating, before);
    before = rating;
  }
}

TEST(RatingTest, TheIntervalIsReproducibleAndHoldsTheRating) {
  std::vector<PlayedContest> five;
  for (int c = 0; c < 5; ++c) {
    five.push_back(
        Round("c" + std::to_string(c), {1, 0, 1}, {0, 0, c % 2 == 0 ? uint8_t{1} : uint8_t{0}}));
  }
  const RatingResult once = RateContests(five, {.independent = true, .seed = 3}),
                     again = RateContests(five, {.independent = true, .seed = 3});
  EXPECT_EQ(once.mean->value, again.mean->value);
  EXPECT_EQ(once.mean->interval.lo, again.mean->interval.lo);
  EXPECT_EQ(once.joint->interval.hi, again.joint->interval.hi);
  EXPECT_LT(once.mean->interval.lo, once.mean->value);
  EXPECT_GT(once.mean->interval.hi, once.mean->value);
  EXPECT_NE(RateContests(five, {.independent = true, .seed = 4}).mean->value, once.mean->value);
}

TEST(RatingTest, TheBootstrapOfTwoContestsHasThreeOutcomes) {
  // Means a, (a + b)/2 and b with chances 1/4, 1/2, 1/4: the 95 % interval is [a, b].
  const std::vector<PlayedContest> two = {Round("one", {1}, {1}), Round("two", {0}, {0})};
  const RatingResult result = RateContests(two, {});
  EXPECT_NEAR(result.mean->interval.lo, RatingAt(7.5), 1e-6);
  EXPECT_NEAR(result.mean->interval.hi, RatingAt(3), 1e-6);
}

TEST(RatingTest, TheIntervalIsNotPulledDownWhereEveryResponseIsAnAttempt) {
  // One of four responses to every problem is right, so every contest is solved whatever the order.
  const std::vector<PlayedContest> two = {Round("one", {0, 1, 0, 0}, {0, 0, 1, 0}),
                                          Round("two", {1, 0, 0, 0}, {0, 0, 0, 1})};
  const RatingResult result = RateContests(two, {.max_attempts = 4, .independent = true});
  EXPECT_EQ(result.contests[0].solved, 2);
  EXPECT_GT(result.mean->interval.lo, RatingAt(5.5));  // both solved, each at the fourth attempt
  // With two attempts some are not solved, and both sources of chance count.
  EXPECT_LT(RateContests(two, {.max_attempts = 2, .independent = true}).mean->interval.lo,
            RatingAt(7));
}

TEST(RatingTest, OneContestHasNoInterval) {
  const std::vector<PlayedContest> one = {Round("one", {1, 0}, {1, 0})};
  const RatingResult result = RateContests(one, {});
  EXPECT_FALSE(std::isfinite(result.mean->interval.lo));
  EXPECT_TRUE(Noted(result, "no interval"));
}

TEST(RatingTest, ClampsAreCountedAndNamed) {
  std::vector<PlayedContest> two = {Round("top", {1}, {1}), Round("rest", {1}, {1})};
  for (HumanRow& row : two[0].contest.rows) row.score.points /= 10;
  const RatingResult result = RateContests(two, {});
  EXPECT_EQ(result.contests[0].clamped_top, 1);
  EXPECT_EQ(result.contests[1].clamped_top, 0);
  EXPECT_TRUE(Noted(result, "lower bound, in top"));
}

TEST(RatingTest, ContestsWithNothingSolvedAreNamed) {
  const std::vector<PlayedContest> two = {Round("one", {0}, {0}), Round("two", {1}, {0})};
  EXPECT_TRUE(Noted(RateContests(two, {}), "solved nothing, in one"));
  EXPECT_FALSE(Noted(RateContests(std::span(two).last(1), {}), "solved nothing"));
}

TEST(RatingTest, UnratedRowsAreLeftOutAndLoseACodeEloContest) {
  std::vector<PlayedContest> two = {Round("one", {1}, {0}), Round("two", {1}, {0})};
  two[0].contest.rows.insert(two[0].contest.rows.begin(), {{9000, 0}, std::nullopt});
  const RatingResult exact = RateContests(two, {});
  EXPECT_EQ(exact.contests[0].place, exact.contests[1].place);
  EXPECT_EQ(exact.contests[0].unrated, 1);
  const RatingResult codeelo = RateContests(two, {.compat = RatingCompat::kCodeElo});
  EXPECT_FALSE(codeelo.contests[0].lost.empty());
  EXPECT_EQ(codeelo.rated, 1);
  EXPECT_TRUE(Noted(codeelo, "not rated: one"));
  EXPECT_EQ(codeelo.mean->value, static_cast<double>(CodeEloRating(kRatings, 6)));
}

TEST(RatingTest, WithoutRatedHumansThereIsNoRating) {
  std::vector<PlayedContest> one = {Round("one", {1}, {0})};
  for (HumanRow& row : one[0].contest.rows) row.rating.reset();
  const RatingResult result = RateContests(one, {});
  EXPECT_FALSE(result.mean.has_value());
  EXPECT_FALSE(result.percentile.has_value());
  EXPECT_FALSE(result.contests[0].lost.empty());
  EXPECT_TRUE(result.by_difficulty.has_value());
}

TEST(RatingTest, CodeEloTakesResponsesInTheirOrderAndTiesAgainstTheModel) {
  const std::vector<PlayedContest> two = {Round("one", {0, 1}, {0, 0, 1}), Round("two", {1}, {0})};
  const RatingResult result = RateContests(two, {.compat = RatingCompat::kCodeElo});
  EXPECT_EQ(result.contests[0].points, 450 + 900);
  EXPECT_EQ(result.contests[1].place, 7);  // 500: behind the row with 500
  EXPECT_EQ(result.mean->value, (static_cast<double>(CodeEloRating(kRatings, 3)) +
                                 static_cast<double>(CodeEloRating(kRatings, 6))) /
                                    2);
  EXPECT_FALSE(result.joint.has_value());
}

TEST(RatingTest, ThePercentileNamesItsList) {
  const std::vector<PlayedContest> one = {Round("one", {1}, {1})};
  const RatingResult own = RateContests(one, {});
  EXPECT_EQ(own.list, "the 7 humans of these contests");
  EXPECT_EQ(own.percentile->value, 71.4);  // five of seven are below a third place's 1868
  const RatingList list("two people", {100, 9000});
  const RatingResult other = RateContests(one, {}, &list);
  EXPECT_EQ(other.list, "two people");
  EXPECT_EQ(other.percentile->value, 50);
}

TEST(RatingTest, DifficultyUsesTheShareOfRightResponses) {
  const std::vector<PlayedContest> one = {Round("one", {1, 1, 0, 1}, {})};
  const RatingResult result = RateContests(one, {});
  const std::vector<SolvedProblem> problems = {{1000, 0.75}};
  EXPECT_EQ(result.rated_problems, 1);
  EXPECT_EQ(result.by_difficulty->rating, MostProbableRating(problems).rating);
  EXPECT_TRUE(Noted(result, "problems without a response: 1"));
}

TEST(RatingTest, ASimulatedFieldSaysSoFirst) {
  std::vector<PlayedContest> one = {Round("one", {1}, {1})};
  EXPECT_FALSE(Noted(RateContests(one, {}), "simulated"));
  SimulateField({}, &one[0].contest);
  const RatingResult result = RateContests(one, {});
  EXPECT_TRUE(result.simulated);
  EXPECT_EQ(result.notes.front(), "simulated field, not comparable with Codeforces");
  EXPECT_EQ(result.list, "the 1000 simulated humans of these contests");
}

TEST(RatingTest, ContradictionsAreRefused) {
  std::vector<PlayedContest> one = {Round("one", {1}, {1})};
  EXPECT_THROW(RateContests({}, {}), base::Error);
  EXPECT_THROW(RateContests(one, {.max_attempts = 0}), base::Error);
  EXPECT_THROW(RateContests(one, {.level = 1}), base::Error);
  one[0].attempts.pop_back();
  EXPECT_THROW(RateContests(one, {}), base::Error);
  EXPECT_THROW(ParseRatingCompat("elo"), base::UsageError);
}

}  // namespace
}  // namespace r1bench::eval
