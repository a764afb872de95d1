#include "eval/rating/suite_rating.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace r1bench::eval {
namespace {

std::vector<data::Problem> TwoContests() {
  std::vector<data::Problem> problems;
  for (const char* id : {"1A", "1B", "2A", "2B"}) {
    data::Problem problem;
    problem.id = id;
    problem.problem = "Print 1.";
    problem.extra["contest"] = id[0] == '1' ? "first" : "second";
    problem.extra["letter"] = std::string(1, id[1]);
    problem.extra["rating"] = id[1] == 'A' ? 800 : 1500;
    problem.extra["points"] = id[1] == 'A' ? 500 : 1000;
    problems.push_back(problem);
  }
  return problems;
}

Sample Response(const std::string& id, int number, const std::string& status) {
  Sample sample;
  sample.id = id;
  sample.sample = number;
  sample.status = status;
  return sample;
}

TEST(SuiteRatingTest, ProblemsOfAContestStandTogetherWithTheirAttemptsInOrder) {
  const std::vector<Sample> samples = {Response("2B", 1, "correct"), Response("1A", 0, "correct"),
                                       Response("2B", 0, "wrong"), Response("1B", 0, "no answer"),
                                       Response("unknown", 0, "correct")};
  const auto contests = ContestsOfSuite(TwoContests(), samples);
  ASSERT_EQ(contests.size(), 2u);
  EXPECT_EQ(contests[0].contest.name, "first");
  EXPECT_EQ(contests[0].attempts, (Attempts{{1}, {0}}));
  EXPECT_EQ(contests[1].attempts, (Attempts{{}, {0, 1}}));
  EXPECT_EQ(contests[1].contest.problems[1].id, "B");
  EXPECT_EQ(contests[1].contest.problems[1].points, 1000);
  EXPECT_EQ(contests[1].contest.rows.size(), 1000u);
  EXPECT_TRUE(contests[1].contest.simulated);
}

TEST(SuiteRatingTest, SolvingEverythingIsRatedAboveSolvingNothing) {
  std::vector<Sample> all, none;
  for (const char* id : {"1A", "1B", "2A", "2B"}) {
    all.push_back(Response(id, 0, "correct"));
    none.push_back(Response(id, 0, "wrong"));
  }
  const RatingResult best = RateContests(ContestsOfSuite(TwoContests(), all), {});
  const RatingResult worst = RateContests(ContestsOfSuite(TwoContests(), none), {});
  EXPECT_GT(best.mean->value, worst.mean->value + 1000);
  EXPECT_EQ(best.contests[0].clamped_top, 1);      // nobody is as fast
  EXPECT_EQ(worst.contests[0].clamped_bottom, 0);  // many tie with no points
}

TEST(SuiteRatingTest, OnlySuitesOfContestsAreRated) {
  std::vector<data::Problem> problems = TwoContests();
  EXPECT_TRUE(HasContests(problems));
  EXPECT_FALSE(HasContests({}));
  problems[2].extra.erase("contest");
  EXPECT_FALSE(HasContests(problems));
}

TEST(SuiteRatingTest, WithoutPointsTheContestHasIcpcRules) {
  std::vector<data::Problem> problems = TwoContests();
  for (data::Problem& problem : problems) problem.extra.erase("points");
  const auto contests = ContestsOfSuite(problems, {});
  EXPECT_FALSE(contests[0].contest.problems[0].points.has_value());
  EXPECT_LE(contests[0].contest.rows[0].score.points, 2);
}

TEST(SuiteRatingTest, AMissingOrMistypedFieldNamesTheProblem) {
  for (const char* field : {"rating", "points"}) {
    std::vector<data::Problem> problems = TwoContests();
    problems[3].extra[field] = "many";
    try {
      ContestsOfSuite(problems, {});
      FAIL();
    } catch (const base::Error& error) {
      EXPECT_NE(std::string(error.what()).find("problem 2B"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace r1bench::eval
