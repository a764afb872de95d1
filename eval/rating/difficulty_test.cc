#include "eval/rating/difficulty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"
#include "eval/rating/percentile.h"

namespace r1bench::eval {
namespace {

const std::vector<SolvedProblem> kProblems = {{900, 1}, {1300, 1}, {1500, 0}, {1700, 1}, {2200, 0}};

TEST(DifficultyTest, ProblemsOfOneDifficultyHaveAClosedForm) {
  const std::vector<SolvedProblem> three = {{1400, 1}, {1400, 1}, {1400, 0}};
  EXPECT_NEAR(LikeliestRating(three).rating, 1400 + 400 * std::log10(2.0), 1e-6);
}

TEST(DifficultyTest, ThePriorPullsTowardsItsMean) {
  const double likeliest = LikeliestRating(kProblems).rating;
  const double weak = MostProbableRating(kProblems, {1000, 5000}).rating;
  const double strong = MostProbableRating(kProblems, {1000, 50}).rating;
  EXPECT_NEAR(weak, likeliest, 5);
  EXPECT_GT(strong, 1000);
  EXPECT_LT(strong, 1030);
}

TEST(DifficultyTest, SolvingMoreNeverLowersIt) {
  double before = -1e9;
  for (size_t solved = 0; solved <= kProblems.size(); ++solved) {
    std::vector<SolvedProblem> problems = kProblems;
    for (size_t i = 0; i < problems.size(); ++i) problems[i].solved = i < solved ? 1 : 0;
    const double rating = MostProbableRating(problems).rating;
    EXPECT_GT(rating, before);
    before = rating;
  }
}

TEST(DifficultyTest, AllOrNoneSolvedIsClampedButHasAPosterior) {
  std::vector<SolvedProblem> problems = {{1000, 1}, {1800, 1}};
  EXPECT_EQ(LikeliestRating(problems).clamp, Clamp::kTop);
  EXPECT_GT(MostProbableRating(problems).rating, 1500);
  for (SolvedProblem& problem : problems) problem.solved = 0;
  EXPECT_EQ(LikeliestRating(problems).clamp, Clamp::kBottom);
  EXPECT_LT(MostProbableRating(problems).rating, 1500);
}

TEST(DifficultyTest, WithoutProblemsThePriorStands) {
  const PosteriorRating posterior = MostProbableRating({}, {1234, 321});
  EXPECT_NEAR(posterior.rating, 1234, 1e-6);
  EXPECT_NEAR(posterior.sd, 321, 1e-6);
}

TEST(DifficultyTest, MoreProblemsNarrowIt) {
  std::vector<SolvedProblem> twice = kProblems;
  twice.insert(twice.end(), kProblems.begin(), kProblems.end());
  EXPECT_LT(MostProbableRating(twice).sd, MostProbableRating(kProblems).sd);
}

TEST(DifficultyTest, ImpossibleSharesAndPriorsAreRefused) {
  const std::vector<SolvedProblem> problems = {{1000, 1.5}};
  EXPECT_THROW(MostProbableRating(problems), base::Error);
  EXPECT_THROW(MostProbableRating(kProblems, {1500, 0}), base::Error);
}

TEST(PercentileTest, CountsThoseBelow) {
  const RatingList list("seven", {-50, 0, 100, 100, 100, 300, 900});
  EXPECT_EQ(list.Percentile(-50), 0);
  EXPECT_EQ(list.Percentile(100), 28.6);
  EXPECT_EQ(list.Percentile(100.5), 71.4);
  EXPECT_EQ(list.Percentile(5000), 100);
}

TEST(PercentileTest, AnEmptyListIsRefused) { EXPECT_THROW(RatingList("none", {}), base::Error); }

}  // namespace
}  // namespace r1bench::eval
