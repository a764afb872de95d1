#include "model/saved_completions.h"

#include <string>
#include <vector>

#include "base/testing.h"
#include "gtest/gtest.h"

namespace r1bench::model {
namespace {

GenerateRequest Request(const std::string& problem, int samples, int first = 0) {
  return {
      .id = 1, .problem_id = problem, .num_samples = samples, .first_sample = first, .params = {}};
}

std::string LoadMessage(const std::string& content) {
  base::TempDir dir;
  const std::string path = dir.Write("saved.jsonl", content);
  const std::string message = base::MessageOf([&] { SavedCompletions saved(path); });
  return message.starts_with(path) ? message.substr(path.size()) : "path missing: " + message;
}

TEST(SavedCompletionsTest, GivesBackTheTextsOfAProblem) {
  base::TempDir dir;
  SavedCompletions saved(dir.Write(
      "saved.jsonl",
      "{\"id\": \"a\", \"completions\": [\"one\", \"two\", \"\"]}\n"
      "{\"id\": 7, \"completions\": [\"x\\n\\u0000y\"], \"finish_reasons\": [\"length\"]}\n"));
  EXPECT_EQ(saved.num_problems(), 2);
  EXPECT_EQ(saved.min_completions(), 1);
  EXPECT_EQ(saved.NumCompletions("a"), 3);
  EXPECT_EQ(saved.NumCompletions("b"), 0);
  const std::vector<GenerateRequest> requests = {Request("7", 1), Request("a", 2, 1)};
  const std::vector<Completion> out = saved.Generate(requests, {});
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(out[0].text, std::string("x\n\0y", 4));
  EXPECT_EQ(out[0].finish_reason, FinishReason::kLength);
  EXPECT_EQ(out[1].text, "two");
  EXPECT_EQ(out[1].sample, 1);
  EXPECT_EQ(out[2].text, "");
  EXPECT_EQ(out[2].finish_reason, FinishReason::kStop);
}

TEST(SavedCompletionsTest, ReadsTheSamplesOfARunInAnyOrder) {
  base::TempDir dir;
  SavedCompletions saved(
      dir.Write("samples.jsonl",
                "{\"id\": \"a\", \"sample\": 1, \"response\": \"two\", \"truncated\": true}\n"
                "{\"id\": \"b\", \"sample\": 0, \"response\": \"x\"}\n"
                "{\"id\": \"a\", \"sample\": 0, \"response\": \"one\", \"truncated\": false}\n"));
  EXPECT_EQ(saved.min_completions(), 1);
  const std::vector<GenerateRequest> requests = {Request("a", 2)};
  const std::vector<Completion> out = saved.Generate(requests, {});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].text, "one");
  EXPECT_EQ(out[0].finish_reason, FinishReason::kStop);
  EXPECT_EQ(out[1].text, "two");
  EXPECT_EQ(out[1].finish_reason, FinishReason::kLength);
}

TEST(SavedCompletionsTest, BrokenSamplesOfARunAreRefused) {
  const std::string one = "{\"id\": \"a\", \"sample\": 1, \"response\": \"x\"}\n";
  EXPECT_NE(LoadMessage(one).find("lacks sample 0"), std::string::npos);
  EXPECT_TRUE(LoadMessage(one + one).starts_with(":2: expected each sample"));
  EXPECT_TRUE(LoadMessage("{\"id\": \"a\", \"response\": \"x\"}\n").starts_with(":1: "));
  EXPECT_TRUE(
      LoadMessage("{\"id\": \"a\", \"sample\": -1, \"response\": \"x\"}\n").starts_with(":1: "));
}

TEST(SavedCompletionsTest, BrokenLinesAreNamedByFileAndLine) {
  const std::string good = "{\"id\": \"a\", \"completions\": []}\n";
  EXPECT_TRUE(LoadMessage(good + "{\"id\": \"b\", \n").starts_with(":2: "));
  EXPECT_TRUE(LoadMessage(good + "[1]\n").starts_with(":2: expected an object"));
  EXPECT_TRUE(LoadMessage("{\"completions\": []}\n").starts_with(":1: expected the key \"id\""));
  EXPECT_TRUE(LoadMessage("{\"id\": 1.5, \"completions\": []}\n").starts_with(":1: "));
  EXPECT_TRUE(LoadMessage("{\"id\": \"a\"}\n").starts_with(":1: expected \"completions\""));
  EXPECT_TRUE(LoadMessage("{\"id\": \"a\", \"completions\": \"x\"}\n").starts_with(":1: "));
  EXPECT_TRUE(LoadMessage("{\"id\": \"a\", \"completions\": [\"x\", 3]}\n").starts_with(":1: "));
  EXPECT_NE(LoadMessage(good + "\n" + good).find(":3: "), std::string::npos);
  EXPECT_NE(LoadMessage(good + good).find("first in line 1"), std::string::npos);
  EXPECT_NE(LoadMessage("").find("got none"), std::string::npos);
  const std::string reasons = "{\"id\": \"a\", \"completions\": [\"x\"], \"finish_reasons\": ";
  EXPECT_TRUE(LoadMessage(reasons + "[]}\n").starts_with(":1: "));
  EXPECT_TRUE(LoadMessage(reasons + "[\"done\"]}\n").starts_with(":1: "));
  EXPECT_TRUE(LoadMessage(reasons + "[1]}\n").starts_with(":1: "));
}

TEST(SavedCompletionsTest, MissingFileIsAnError) {
  EXPECT_NE(base::MessageOf([] { SavedCompletions saved("/nowhere/saved.jsonl"); }), "");
}

TEST(SavedCompletionsTest, MissingIdsAndSamplesAreClear) {
  base::TempDir dir;
  SavedCompletions saved(dir.Write("saved.jsonl", "{\"id\": \"a\", \"completions\": [\"one\"]}\n"));
  const auto message = [&](const GenerateRequest& request) {
    return base::MessageOf([&] { saved.Generate({&request, 1}, {}); });
  };
  EXPECT_NE(message(Request("b", 1)).find("problem \"b\""), std::string::npos);
  EXPECT_NE(message(Request("a", 4)).find("saved.jsonl:1: expected 4 completions"),
            std::string::npos);
  GenerateRequest prefixed = Request("a", 1);
  prefixed.prefix_text = "x";
  EXPECT_NE(message(prefixed).find("prefix"), std::string::npos);
  EXPECT_THROW(saved.Score({}), base::Error);
}

}  // namespace
}  // namespace r1bench::model
