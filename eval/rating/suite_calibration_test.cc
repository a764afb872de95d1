// What ratings of codeforces_style mean within its own world: simulated contestants of a known
// rating take part in its contests, and what comes out is compared with what went in. README.md has
// the table that this prints.

#include <gtest/gtest.h>

#include <cstdio>
#include <vector>

#include "data/suites/fixed.h"
#include "eval/rating/suite_rating.h"

namespace r1bench::eval {
namespace {

constexpr uint64_t kTries = 400;  // contestants a contest

// Mean over the contests and tries.
double RatedAs(const std::vector<PlayedContest>& contests, double rating, bool clock) {
  double sum = 0;
  for (const PlayedContest& played : contests) {
    std::vector<Score> rows;
    std::vector<double> ratings;
    for (const HumanRow& row : played.contest.rows) {
      rows.push_back(row.score);
      ratings.push_back(*row.rating);
    }
    const Field field(ratings);
    for (uint64_t i = 0; i < kTries; ++i) {
      const Score score = SimulateRow(played.contest, rating, {.clock = clock}, i);
      sum += RatingOfPlace(field, PlaceOf(score, rows).middle()).rating;
    }
  }
  return sum / static_cast<double>(kTries * contests.size());
}

TEST(SuiteCalibrationTest, ContestantsOfTheModelAreRatedAsTheyAreAndHigherWithoutAClock) {
  const std::vector<data::Problem> problems = data::FixedSuite("codeforces_style");
  ASSERT_TRUE(HasContests(problems));
  const std::vector<PlayedContest> contests = ContestsOfSuite(problems, {});
  for (const double rating : {800.0, 1100.0, 1400.0, 1700.0, 2000.0}) {
    const double with = RatedAs(contests, rating, true);
    const double without = RatedAs(contests, rating, false);
    std::printf("rated %.0f: comes out as %.0f, without a clock as %.0f\n", rating, with, without);
    EXPECT_NEAR(with, rating, 75);
    EXPECT_GT(without, with + 50);
    EXPECT_LT(without, with + 250);
  }
}

}  // namespace
}  // namespace r1bench::eval
