#include "eval/suite.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/testing.h"
#include "eval/score.h"

namespace r1bench::eval {
namespace {

constexpr char kAnswer[] = R"({"id": "a", "problem": "1 + 1", "answer": "2"})";
constexpr char kProgram[] =
    R"({"id": "p", "problem": "Add", "tests": [{"input": "1 2", "output": "3"}]})";
constexpr char kFunction[] =
    R"({"id": "f", "problem": "def f(x):", "entry_point": "f", "test": "def check(c): pass"})";
constexpr char kTyped[] =
    R"({"id": "t", "problem": "f", "fn": "f", "tests": [{"input": "[1]", "output": "2"}]})";

std::string Lines(const std::string& a, const std::string& b = "") { return a + "\n" + b + "\n"; }

TEST(SuiteTest, TheFieldsOfItsProblemsDecideWhatIsAskedFor) {
  const base::TempDir folder;
  const auto kind = [&](const std::string& text) {
    return LoadSuite(folder.Write("s.jsonl", text), {}).kind;
  };
  EXPECT_EQ(kind(Lines(kAnswer)), ProblemKind::kAnswer);
  EXPECT_EQ(kind(Lines(kProgram)), ProblemKind::kProgram);
  EXPECT_EQ(kind(Lines(kFunction)), ProblemKind::kFunction);
  EXPECT_EQ(kind(Lines(kTyped, kFunction)), ProblemKind::kFunction);
}

TEST(SuiteTest, ASuiteOfProgramsIsKnownByName) {
  EXPECT_TRUE(IsNamedSuite("codeforces_style"));
  EXPECT_TRUE(IsNamedSuite("math_style"));
  EXPECT_FALSE(IsNamedSuite("codeforces_style.jsonl"));
  const Suite suite = LoadSuite("codeforces_style", {.limit = 4, .generated = 1, .seed = 9});
  EXPECT_EQ(suite.kind, ProblemKind::kProgram);
  EXPECT_EQ(suite.problems.size(), 4u);
  EXPECT_FALSE(suite.generated);
  EXPECT_TRUE(LoadSuite("arithmetic", {.generated = 3}).generated);
}

TEST(SuiteTest, KindsAreNotMixed) {
  const base::TempDir folder;
  const std::string path = folder.Write("mixed.jsonl", Lines(kProgram, kFunction));
  const std::string message = base::MessageOf([&] { LoadSuite(path, {}); });
  EXPECT_NE(message.find("mixed: problem f is of another kind"), std::string::npos) << message;
}

TEST(SuiteTest, AProblemWithNeitherAnswerNorTestsIsNamedByItsLine) {
  const base::TempDir folder;
  const std::string path =
      folder.Write("s.jsonl", Lines(kAnswer, R"({"id": "b", "problem": "2 + 2"})"));
  const std::string message = base::MessageOf([&] { LoadSuite(path, {}); });
  EXPECT_NE(message.find("s.jsonl:2"), std::string::npos) << message;
}

TEST(SuiteTest, ProgramsDoNotVote) {
  const base::TempDir folder;
  for (const char* line : {kAnswer, kProgram}) {
    const Suite suite = LoadSuite(folder.Write("s.jsonl", Lines(line)), {});
    std::vector<Sample> samples(2);
    for (int i = 0; i < 2; ++i) {
      samples[i].id = suite.problems[0].id;
      samples[i].sample = i;
      samples[i].status = "correct";
    }
    bool voted = false;
    for (const Figure& figure : Score(suite.problems, samples).figures) {
      voted |= figure.name == "cons@2";
    }
    EXPECT_EQ(voted, suite.kind == ProblemKind::kAnswer);
  }
}

}  // namespace
}  // namespace r1bench::eval
