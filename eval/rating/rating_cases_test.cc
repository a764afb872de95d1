// The cases of an independent implementation, where they are at hand:
// $R1_DATA_DIR/cases/rating_cases.json. Tolerance 0.01 on ratings; CodeElo's are whole and exact.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "eval/rating/codeelo.h"
#include "eval/rating/difficulty.h"
#include "eval/rating/field.h"
#include "eval/rating/percentile.h"
#include "eval/rating/standings.h"

namespace r1bench::eval {
namespace {

using base::Json;
using Doubles = std::vector<double>;
constexpr double kTolerance = 0.01;

class RatingCases : public testing::Test {
 protected:
  void SetUp() override {
    const char* const data = std::getenv("R1_DATA_DIR");
    const std::string path = data == nullptr ? "" : base::StrCat(data, "/cases/rating_cases.json");
    if (path.empty() || !base::Exists(path)) {
      GTEST_SKIP() << "no cases/rating_cases.json under R1_DATA_DIR";
    }
    cases_ = base::ReadJsonFile(path);
  }

  Json cases_;
};

std::vector<Score> Rows(const Json& json) {
  std::vector<Score> rows;
  for (const Json& row : json) rows.push_back({row[0].get<double>(), row[1].get<double>()});
  return rows;
}

std::vector<uint8_t> AttemptsOf(const Json& json) {
  std::vector<uint8_t> attempts;
  for (const Json& attempt : json) attempts.push_back(attempt == "AC" ? 1 : 0);
  return attempts;
}

std::optional<double> Points(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

TEST_F(RatingCases, TheWorkedExample) {
  const Json& worked = cases_["worked"];
  Score score;
  for (const auto& [id, points] : worked["points"].items()) {
    score += ScoreAttempts(Points(points), AttemptsOf(worked["attempts"][id]));
  }
  EXPECT_EQ(score.points, worked["score"].get<double>());
  const std::vector<Score> rows = Rows(worked["rows"]);
  const Place place = PlaceOf(score, rows);
  EXPECT_EQ(place.middle(), worked["place"].get<double>());
  const Doubles ratings = worked["ratings"].get<Doubles>();
  const double rating = RatingOfPlace(Field(ratings), place.middle()).rating;
  EXPECT_NEAR(rating, worked["expected_rating"].get<double>(), 1e-5);
  for (size_t i = 0; i < ratings.size(); ++i) {
    EXPECT_NEAR(WinChance(ratings[i], rating), worked["terms"][i].get<double>(), 1e-6);
  }
  EXPECT_EQ(CodeEloRowsAhead(score, rows), worked["codeelo_rank0"].get<int64_t>());
  EXPECT_EQ(CodeEloRating(ratings, 5), worked["codeelo_published"].get<int64_t>());
}

TEST_F(RatingCases, ExpectedRatings) {
  for (const Json& row : cases_["expected_rating_cases"]) {
    SCOPED_TRACE(row["name"].get<std::string>());
    const Doubles ratings = row["ratings"].get<Doubles>();
    const double place = row["place"].get<double>();
    const ClampedRating rating = RatingOfPlace(Field(ratings), place);
    if (row["expected_rating"].is_null()) {
      EXPECT_EQ(rating.clamp, place == 1 ? Clamp::kTop : Clamp::kBottom);
    } else {
      EXPECT_EQ(rating.clamp, Clamp::kNone);
      EXPECT_NEAR(rating.rating, row["expected_rating"].get<double>(), kTolerance);
      EXPECT_NEAR(1 + Field(ratings).ExpectedAhead(rating.rating),
                  row["expected_rank_check"].get<double>(), 1e-6);
    }
    EXPECT_EQ(CodeEloRating(ratings, place - 1), row["codeelo_published"].get<int64_t>());
    // Σ set equal to the place is CodeElo's equation with two more rows ahead.
    EXPECT_EQ(CodeEloRating(ratings, place + 1),
              row["codeelo_equation_sum_eq_rank"].get<int64_t>());
  }
}

TEST_F(RatingCases, Scoring) {
  for (const Json& row : cases_["scoring"]) {
    const Score score = ScoreAttempts(Points(row["points"]), AttemptsOf(row["attempts"]));
    EXPECT_EQ(score.points, row["score"].get<double>()) << row.dump();
    EXPECT_EQ(score.penalty, row.value("penalty", 0.0)) << row.dump();
  }
}

TEST_F(RatingCases, Ranking) {
  for (const Json& row : cases_["ranking"]) {
    const std::vector<Score> rows = Rows(row["rows"]);
    const Score score{row["score"].get<double>(), row["penalty"].get<double>()};
    EXPECT_EQ(PlaceOf(score, rows).middle(), row["place_mid"].get<double>()) << row.dump();
    EXPECT_EQ(CodeEloRowsAhead(score, rows), row["codeelo_rank0"].get<int64_t>()) << row.dump();
  }
}

TEST_F(RatingCases, SeveralContests) {
  std::map<std::string, Doubles> ratings;
  for (const Json& row : cases_["expected_rating_cases"]) {
    ratings[row["name"].get<std::string>()] = row["ratings"].get<Doubles>();
  }
  const Json& multi = cases_["multi"];
  std::vector<Field> fields;
  Doubles places;
  double sum = 0;
  for (const Json& part : multi["parts"]) {
    fields.emplace_back(ratings.at(part[0].get<std::string>()));
    places.push_back(part[1].get<double>());
    sum += RatingOfPlace(fields.back(), places.back()).rating;
  }
  EXPECT_NEAR(sum / static_cast<double>(fields.size()), multi["average"].get<double>(), kTolerance);
  EXPECT_NEAR(JointRating(fields, places).rating, multi["joint"].get<double>(), kTolerance);
}

TEST_F(RatingCases, DifficultyEstimate) {
  const Json& estimate = cases_["difficulty_map"];
  std::vector<SolvedProblem> problems;
  for (const Json& row : estimate["problems"]) {
    problems.push_back({row[0].get<double>(), row[1].get<double>()});
  }
  EXPECT_NEAR(LikeliestRating(problems).rating, estimate["mle"].get<double>(), kTolerance);
  const PosteriorRating posterior = MostProbableRating(
      problems, {estimate["map_prior_mu"].get<double>(), estimate["map_prior_sd"].get<double>()});
  EXPECT_NEAR(posterior.rating, estimate["map"].get<double>(), kTolerance);
  EXPECT_NEAR(posterior.sd, estimate["map_sd"].get<double>(), kTolerance);
}

TEST_F(RatingCases, PlatformUpdate) {
  const Json& round = cases_["platform_update"];
  const RoundUpdate update =
      UpdateAfterRound(Field(round["ratings"].get<Doubles>()), round["old"].get<double>(),
                       round["place"].get<double>());
  EXPECT_NEAR(update.seed, round["seed"].get<double>(), 1e-6);
  EXPECT_NEAR(update.target, round["geo"].get<double>(), 1e-6);
  EXPECT_NEAR(update.need, round["need_rating"].get<double>(), kTolerance);
  EXPECT_NEAR(update.delta, round["delta_before_inc"].get<double>(), kTolerance);
}

TEST_F(RatingCases, Percentile) {
  const Json& percentile = cases_["percentile_bisect_left"];
  const RatingList list("cases", percentile["sorted_ratings"].get<Doubles>());
  for (const Json& query : percentile["queries"]) {
    EXPECT_EQ(list.Percentile(query[0].get<double>()), query[1].get<double>()) << query.dump();
  }
}

}  // namespace
}  // namespace r1bench::eval
