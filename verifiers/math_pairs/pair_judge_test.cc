#include "verifiers/math_pairs/pair_judge.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

base::Json Judged(const std::string& line, PairOptions options = {}) {
  const PairResult result = PairJudge(options).Judge(line);
  EXPECT_EQ(result.fault, "") << line;
  return base::ParseJson(result.output, "output");
}

std::string Fault(const std::string& line) {
  const PairResult result = PairJudge({}).Judge(line);
  EXPECT_EQ(result.output, "") << line;
  return result.fault;
}

TEST(PairJudgeTest, AResultHasTheMembersInOrder) {
  const base::Json result = Judged(
      R"({"id": "a/1", "gold": "\\frac{1}{2}", "prediction": "So it is $\\boxed{0.5}$.", "x": 1})");
  std::vector<std::string> keys;
  for (const auto& [key, value] : result.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"id", "correct", "verdict", "extracted", "canonical",
                                            "rule", "steps"}));
  EXPECT_EQ(result["id"], "a/1");
  EXPECT_EQ(result["correct"], true);
  EXPECT_EQ(result["verdict"], "correct");
  EXPECT_EQ(result["extracted"], "0.5");
  EXPECT_EQ(result["canonical"], "1/2");
}

TEST(PairJudgeTest, WrongAndMissingAnswers) {
  const base::Json wrong = Judged(R"({"id": 7, "gold": "2", "prediction": "\\boxed{3}"})");
  EXPECT_EQ(wrong["id"], 7);
  EXPECT_EQ(wrong["correct"], false);
  EXPECT_EQ(wrong["verdict"], "wrong");
  const base::Json none =
      Judged(R"({"id": "b", "gold": "2", "prediction": "I looked at 2 and then gave up."})");
  EXPECT_EQ(none["verdict"], "no answer");
  EXPECT_TRUE(none["extracted"].is_null());
  EXPECT_TRUE(none["canonical"].is_null());
}

TEST(PairJudgeTest, ABareAnswerIsNoResponse) {
  const std::string line = R"({"id": "c", "gold": "x+1", "prediction": "1 + x"})";
  EXPECT_EQ(Judged(line, {.bare = true})["verdict"], "correct");
  const std::string prose =
      R"({"id": "c", "gold": "2", "prediction": "The final answer is \\boxed{2}"})";
  EXPECT_EQ(Judged(prose)["verdict"], "correct");
  EXPECT_NE(Judged(prose, {.bare = true})["verdict"], "correct");
}

TEST(PairJudgeTest, ABadLineSaysWhatIsWrongAndWhatToDo) {
  EXPECT_TRUE(Has(Fault("{\"id\": \"a\", "), "not valid JSON: "));
  EXPECT_TRUE(Has(Fault("{\"id\": \"a\", "), "a line is one JSON object: {\"id\": "));
  EXPECT_TRUE(Has(Fault("[1, 2]"), "expected a JSON object, got array; a line is"));
  EXPECT_TRUE(Has(Fault(R"({"gold": "1", "prediction": "1"})"), "\"id\" is missing; a line"));
  EXPECT_TRUE(Has(Fault(R"({"id": "a", "prediction": "1"})"), "\"gold\" is missing; a line is"));
  EXPECT_TRUE(Has(Fault(R"({"id": "a", "gold": "1"})"), "\"prediction\" is missing; a line is"));
  EXPECT_EQ(Fault(R"({"id": "a", "gold": 1, "prediction": "1"})"),
            "expected \"gold\" to be text, got number; put it in quotes: \"gold\": \"...\"");
  EXPECT_TRUE(Has(Fault(R"({"id": null, "gold": "1", "prediction": "1"})"), "\"id\" to be text"));
  EXPECT_TRUE(Has(Fault("{\"id\": \"\xff\", \"gold\": \"1\"}"), "UTF-8"));
  EXPECT_TRUE(Has(Fault(std::string(5000, '[')), "nested"));
}

TEST(PairJudgeTest, AGoldThatIsNoReferenceIsABadLineNeverAFreePass) {
  for (const char* gold : {"", " ", "$$"}) {
    EXPECT_NE(Fault(base::StrCat(R"({"id": "a", "gold": ")", gold, R"(", "prediction": ""})")), "");
  }
}

TEST(PairJudgeTest, TheLastReferenceIsKeptOnlyForItsOwnGold) {
  PairJudge judge({});
  const std::string one = R"({"id": 1, "gold": "1", "prediction": "\\boxed{1}"})";
  const std::string two = R"({"id": 1, "gold": "2", "prediction": "\\boxed{1}"})";
  const std::string none = R"({"id": 1, "gold": "", "prediction": "\\boxed{1}"})";
  EXPECT_EQ(judge.Judge(one).status, Status::kCorrect);
  EXPECT_EQ(judge.Judge(one).status, Status::kCorrect);
  EXPECT_EQ(judge.Judge(two).status, Status::kWrong);
  EXPECT_NE(judge.Judge(none).fault, "");
  EXPECT_NE(judge.Judge(none).fault, "");
  EXPECT_EQ(judge.Judge(one).status, Status::kCorrect);
}

}  // namespace
}  // namespace r1bench::verifiers
