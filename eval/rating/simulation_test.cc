#include "eval/rating/simulation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "eval/rating/field.h"

namespace r1bench::eval {
namespace {

Contest Unplayed(const std::string& name, bool points = true) {
  Contest contest;
  contest.name = name;
  for (int i = 0; i < 6; ++i) {
    ContestProblem problem{std::string(1, static_cast<char>('A' + i)), {}, 800.0 + 320 * i};
    if (points) problem.points = 500.0 * (i + 1);
    contest.problems.push_back(problem);
  }
  return contest;
}

Contest Played(const std::string& name, const SimulationOptions& options, bool points = true) {
  Contest contest = Unplayed(name, points);
  SimulateField(options, &contest);
  return contest;
}

double MeanOfField(const Contest& contest) {
  double sum = 0;
  for (const HumanRow& row : contest.rows) sum += *row.rating;
  return sum / static_cast<double>(contest.rows.size());
}

TEST(SimulationTest, TheSameNameAndSeedGiveTheSameRows) {
  const Contest once = Played("one", {}), again = Played("one", {}), other = Played("two", {});
  ASSERT_EQ(once.rows.size(), 1000u);
  bool differs = false;
  for (size_t i = 0; i < once.rows.size(); ++i) {
    EXPECT_EQ(once.rows[i].rating, again.rows[i].rating);
    EXPECT_EQ(once.rows[i].score.points, again.rows[i].score.points);
    differs |= once.rows[i].rating != other.rows[i].rating;
  }
  EXPECT_TRUE(differs);
}

TEST(SimulationTest, RatingsAreWhatIsStated) {
  const Contest contest = Played("one", {.humans = 20000});
  double squares = 0;
  const double mean = MeanOfField(contest);
  for (const HumanRow& row : contest.rows) {
    EXPECT_GE(*row.rating, 0);
    EXPECT_LE(*row.rating, 2099);
    EXPECT_EQ(*row.rating, std::floor(*row.rating));
    squares += (*row.rating - mean) * (*row.rating - mean);
  }
  // normal(1400, 350) cut off at 2099.5, two standard deviations above, loses 19.3 of its mean.
  EXPECT_NEAR(mean, 1400 - 19.3, 8);
  EXPECT_NEAR(std::sqrt(squares / 20000), 327, 8);
}

TEST(SimulationTest, SolvesWithTheChanceStated) {
  // One problem, everyone of one rating: the share of rows with a point is the chance.
  Contest contest;
  contest.name = "one problem";
  contest.problems = {{"A", {}, 1600.0}};
  SimulateField({.humans = 20000, .mean = 1500, .sd = 0, .form_sd = 0}, &contest);
  double solved = 0;
  for (const HumanRow& row : contest.rows) solved += row.score.points;
  EXPECT_NEAR(solved / 20000, WinChance(1500, 1600), 0.01);
}

TEST(SimulationTest, RowsAreInOrderAndNeverAboveFullScore) {
  for (const bool points : {true, false}) {
    const Contest contest = Played("one", {}, points);
    const double full = points ? 10500 : 6;
    EXPECT_LE(contest.rows.front().score.points, full);
    for (size_t i = 1; i < contest.rows.size(); ++i) {
      EXPECT_FALSE(Better(contest.rows[i].score, contest.rows[i - 1].score));
    }
  }
}

TEST(SimulationTest, StatesWhatTheFieldIs) {
  const Contest contest = Played("one", {.humans = 50, .seed = 7});
  EXPECT_TRUE(contest.simulated);
  EXPECT_EQ(contest.field, "50 simulated humans, normal(1400, 350) in [0, 2099], form 200, seed 7");
}

// Contestants drawn by the very model should be rated as they are, or the field is no measure.
TEST(SimulationTest, ASimulatedContestantIsRatedNearHisOwnRating) {
  constexpr int kContests = 500;
  double before = 0;
  for (const double rating : {800.0, 1100.0, 1400.0, 1700.0, 2000.0}) {
    double sum = 0;
    for (int c = 0; c < kContests; ++c) {
      const Contest contest = Played("contest " + std::to_string(c), {.humans = 300});
      std::vector<Score> scores;
      std::vector<double> ratings;
      for (const HumanRow& row : contest.rows) {
        scores.push_back(row.score);
        ratings.push_back(*row.rating);
      }
      const Score score = SimulateRow(contest, rating, {}, static_cast<uint64_t>(c));
      sum += RatingOfPlace(Field(ratings), PlaceOf(score, scores).middle()).rating;
    }
    const double mean = sum / kContests;
    std::printf("rated %.0f, comes out as %.0f\n", rating, mean);
    EXPECT_NEAR(mean, rating, 75);
    EXPECT_GT(mean, before);
    before = mean;
  }
}

TEST(SimulationTest, NeedsDifficultiesAndHumans) {
  Contest contest = Unplayed("one");
  EXPECT_THROW(SimulateField({.humans = 0}, &contest), base::Error);
  EXPECT_THROW(SimulateField({.mean = 3000}, &contest), base::Error);
  contest.problems[2].difficulty.reset();
  EXPECT_THROW(SimulateField({}, &contest), base::Error);
}

}  // namespace
}  // namespace r1bench::eval
