#include "eval/rating/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "eval/rating/simulation.h"

namespace r1bench::eval {
namespace {

RatingResult Simulated() {
  std::vector<PlayedContest> contests;
  for (const char* name : {"c1", "c2"}) {
    PlayedContest played;
    played.contest.name = name;
    played.contest.problems = {{"A", 500.0, 900.0}, {"B", 1000.0, 1400.0}};
    played.attempts = {{1}, {static_cast<uint8_t>(contests.size())}};
    SimulateField({.humans = 100}, &played.contest);
    contests.push_back(std::move(played));
  }
  return RateContests(contests, {});
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(RatingReportTest, TextSaysThatTheFieldIsSimulated) {
  const std::string text = RatingText(Simulated());
  EXPECT_TRUE(Has(text, "note: simulated field, not comparable with Codeforces\n")) << text;
  EXPECT_TRUE(Has(text, "the mean of 2 contests; joint ")) << text;
  EXPECT_TRUE(Has(text, "percentile ")) << text;
  EXPECT_TRUE(Has(text, " of the 200 simulated humans of these contests")) << text;
}

TEST(RatingReportTest, JsonHoldsEveryFigureAndTheNotes) {
  const RatingResult result = Simulated();
  const base::Json json = RatingJson(result);
  EXPECT_EQ(json["rating"]["value"], result.mean->value);
  EXPECT_EQ(json["rating"]["low"], result.mean->interval.lo);
  EXPECT_EQ(json["joint"]["high"], result.joint->interval.hi);
  EXPECT_EQ(json["contests"].size(), 2u);
  EXPECT_EQ(json["contests"][1]["place"], result.contests[1].place);
  EXPECT_EQ(json["simulated"], true);
  EXPECT_EQ(json["notes"][0], "simulated field, not comparable with Codeforces");
}

TEST(RatingReportTest, WhatIsUnknownIsNullInJson) {
  RatingResult result = Simulated();
  result.mean->interval = {-INFINITY, INFINITY};
  result.joint.reset();
  const base::Json json = RatingJson(result);
  EXPECT_TRUE(json["rating"]["low"].is_null());
  EXPECT_TRUE(json["joint"].is_null());
}

TEST(RatingReportTest, MetricsOfASimulatedFieldCarryItInTheirNames) {
  const std::vector<reports::Metric> metrics = RatingMetrics("suite", Simulated());
  ASSERT_EQ(metrics.size(), 4u);
  EXPECT_EQ(metrics[0].name, "rating (simulated field)");
  EXPECT_EQ(metrics[0].n, 2);
  EXPECT_EQ(metrics[3].name, "rating by difficulty");
  const std::vector<reports::Metric> contests = ContestMetrics("suite", Simulated());
  ASSERT_EQ(contests.size(), 2u);
  EXPECT_EQ(contests[0].name, "rating (simulated field)");
  EXPECT_TRUE(Has(contests[0].group, "suite by contest: c1, place ")) << contests[0].group;
  EXPECT_EQ(contests[1].group, "suite by contest: c2, place 1.0 of 101, at least");
}

TEST(RatingReportTest, AContestThatWasLostIsNamedAndHasNoRow) {
  RatingResult result = Simulated();
  result.contests[0].lost = "no rated human took part";
  EXPECT_TRUE(Has(RatingText(result), "c1: not rated, no rated human took part"));
  EXPECT_EQ(ContestMetrics("suite", result).size(), 1u);
  EXPECT_TRUE(RatingJson(result)["contests"][0].contains("not_rated"));
}

}  // namespace
}  // namespace r1bench::eval
