#include "eval/rating/input.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/testing.h"

namespace r1bench::eval {
namespace {

constexpr char kRound[] = R"({
  "contests": [{
    "name": "Round 1",
    "problems": [{"id": "A", "points": 500, "difficulty": 800}, {"id": "B"}],
    "attempts": {"B": ["WA", "CE", "AC"]},
    "rows": [[500, 10], [0, 0]],
    "ratings": [1700, null]}],
  "percentile_list": {"name": "two", "ratings": [1, 2]}})";

base::Json Good() { return base::ParseJson(kRound, "round"); }

TEST(RatingInputTest, ReadsAContest) {
  const RatingInput input = RatingInputFromJson(Good(), "round");
  ASSERT_EQ(input.contests.size(), 1u);
  const Contest& contest = input.contests[0].contest;
  EXPECT_EQ(contest.problems[0].points, 500);
  EXPECT_FALSE(contest.problems[1].points.has_value());
  EXPECT_EQ(input.contests[0].attempts, (Attempts{{}, {0, 0, 1}}));
  EXPECT_EQ(contest.rows[0].score.penalty, 10);
  EXPECT_EQ(contest.rows[0].rating, 1700);
  EXPECT_FALSE(contest.rows[1].rating.has_value());
  EXPECT_EQ(input.list->name(), "two");
}

TEST(RatingInputTest, SimulatesAFieldWhereAskedTo) {
  base::Json json = Good();
  base::Json& contest = json["contests"][0];
  contest.erase("rows");
  contest.erase("ratings");
  contest["problems"][1]["difficulty"] = 1200;
  contest["simulate"] = {{"humans", 30}, {"seed", 2}};
  const RatingInput input = RatingInputFromJson(json, "round");
  EXPECT_EQ(input.contests[0].contest.rows.size(), 30u);
  EXPECT_TRUE(input.contests[0].contest.simulated);
}

// What is said when `change` has been made to the good input.
template <typename Change>
std::string Refusal(const Change& change) {
  base::Json json = Good();
  change(&json["contests"][0]);
  return base::MessageOf([&] { RatingInputFromJson(json, "round"); });
}

TEST(RatingInputTest, EveryFaultIsNamedWithItsPlace) {
  using base::Json;
  const auto expect = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find("round"), std::string::npos) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect(Refusal([](Json* c) { (*c)["rating"] = 3; }), "\"rating\" is none of its members");
  expect(Refusal([](Json* c) { c->erase("name"); }), "\"name\"");
  expect(Refusal([](Json* c) { (*c)["ratings"].push_back(1); }), "one rating a row");
  expect(Refusal([](Json* c) { (*c)["rows"][0] = 7; }), "row 1 is no [points, penalty]");
  expect(Refusal([](Json* c) { (*c)["ratings"][1] = "x"; }), "rating 2");
  expect(Refusal([](Json* c) { (*c)["attempts"]["Z"] = Json::array(); }), "Z");
  expect(Refusal([](Json* c) { (*c)["attempts"]["A"] = {1}; }), "verdict at A");
  expect(Refusal([](Json* c) { (*c)["problems"][1]["id"] = "A"; }), "twice");
  expect(Refusal([](Json* c) { (*c)["problems"] = Json::array(); }), "expected problems");
  expect(Refusal([](Json* c) { (*c)["problems"][0]["points"] = "x"; }), "problem A");
  expect(Refusal([](Json* c) { (*c)["simulate"] = Json::object(); }), "leave out one");
  expect(Refusal([](Json* c) {
           c->erase("rows");
           c->erase("ratings");
           (*c)["simulate"] = {{"people", 3}};
         }),
         "people");
}

TEST(RatingInputTest, ContestsOfOneNameAreRefused) {
  base::Json json = Good();
  json["contests"].push_back(json["contests"][0]);
  EXPECT_THROW(RatingInputFromJson(json, "round"), base::Error);
  json["contests"] = base::Json::array();
  EXPECT_THROW(RatingInputFromJson(json, "round"), base::Error);
}

}  // namespace
}  // namespace r1bench::eval
