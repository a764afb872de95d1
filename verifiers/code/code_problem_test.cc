#include "verifiers/code/code_problem.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

CodeProblem Parse(const char* text) {
  return ParseCodeProblem(base::ParseJson(text, "test"), {}, "test");
}

std::string Fault(const char* text) {
  return base::MessageOf([&] { Parse(text); });
}

TEST(CodeProblem, ReadsTestsInBothForms) {
  const CodeProblem problem = Parse(R"({"tests": [["1 2\n", "3\n"],
      {"input": "4", "output": {"repeat": "ab", "times": 2}}]})");
  EXPECT_EQ(problem.mode, CodeMode::kStdin);
  EXPECT_EQ(problem.checker.kind, CheckerKind::kTokens);
  ASSERT_EQ(problem.num_tests(), 2);
  EXPECT_EQ(problem.tests[0].expected, "3\n");
  EXPECT_EQ(problem.tests[1].expected, "abab");
}

TEST(CodeProblem, ReadsFunctions) {
  const CodeProblem problem = Parse(R"({"fn": "f", "checker": "typed-json:1e-6", "tests": [
      [[1, "x"], {"a": [1.5]}], {"input": [[]], "output_text": "{\"t\":[99999999999999999999]}"}]})");
  EXPECT_EQ(problem.mode, CodeMode::kFunction);
  EXPECT_EQ(problem.checker.absolute, 1e-6);
  EXPECT_EQ(problem.tests[0].input, R"([1,"x"])");
  EXPECT_EQ(problem.tests[0].expected, R"({"d":[["a",[1.5]]]})");
  EXPECT_EQ(problem.values[1].items[0].text, "99999999999999999999");
}

TEST(CodeProblem, ReadsHumanEval) {
  data::Problem row;
  row.problem = "def f(): ...";
  row.extra = base::ParseJson(R"({"entry_point": "f", "test": "def check(c): pass"})", "test");
  const CodeProblem problem = CodeProblemOf(row);
  EXPECT_EQ(problem.mode, CodeMode::kHumanEval);
  EXPECT_EQ(problem.prompt, "def f(): ...");
  EXPECT_EQ(problem.num_tests(), 1);
}

TEST(CodeProblem, ReadsLimits) {
  const CodeProblem problem = Parse(R"({"tests": [["", ""]], "limits": {"cpu_s": 0.5,
      "memory_mb": 64, "python_factor": 3, "compile": {"cpu_s": 4, "flags": "g++ -O1"}}})");
  EXPECT_EQ(problem.limits.RunLimits(CodeLanguage::kCpp).cpu_ms, 500);
  EXPECT_EQ(problem.limits.RunLimits(CodeLanguage::kPython).cpu_ms, 1500);
  EXPECT_EQ(problem.limits.run.memory_bytes, 64 << 20);
  EXPECT_EQ(problem.limits.run.pids, 32);
  EXPECT_EQ(problem.limits.compile.cpu_ms, 4000);
  EXPECT_EQ(problem.limits.compiler, (std::vector<std::string>{"g++", "-O1"}));
  const CodeProblem small = Parse(R"({"tests": [["", ""]], "limits": {"cpu_ms": 30, "wall_ms": 50,
      "memory_bytes": 1000}})");
  EXPECT_EQ(small.limits.run.cpu_ms, 30);
  EXPECT_EQ(small.limits.run.wall_ms, 50);
  EXPECT_EQ(small.limits.run.memory_bytes, 1000);
}

TEST(CodeProblem, SaysWhatIsWrong) {
  EXPECT_EQ(Fault("[]"), "test: expected a problem as a JSON object");
  EXPECT_EQ(Fault("{}"), "test: expected a list of tests that is not empty");
  EXPECT_NE(Fault(R"({"tests": [["", "", ""]]})").find("test, test 1: expected a test as"),
            std::string::npos);
  for (const char* bad :
       {R"({"tests": []})", R"({"tests": 1})", R"({"tests": [[1, ""]]})",
        R"({"mode": "func", "tests": [[[], 1]]})", R"({"fn": "f", "tests": [[1, 1]]})",
        R"({"fn": "f", "checker": "tokens", "tests": [[[], 1]]})",
        R"({"fn": "f", "tests": [{"input": [], "output_text": "{"}]})",
        R"({"checker": "typed-json", "tests": [["", ""]]})",
        R"({"mode": "x", "tests": [["", ""]]})", R"({"mode": "humaneval"})",
        R"({"tests": [["", ""]], "limits": {"cpu_s": 0}})",
        R"({"tests": [["", ""]], "limits": {"cpu_s": "1"}})",
        R"({"tests": [["", ""]], "limits": 1})",
        R"({"tests": [["", ""]], "limits": {"compile": {"flags": "/bin/sh x"}}})",
        R"({"tests": [["", {"repeat": "a", "times": 1e12}]]})"}) {
    EXPECT_THROW(Parse(bad), base::Error) << bad;
  }
}

TEST(ProblemFile, TakesSpecialJudgesFromAFolder) {
  const base::TempDir folder;
  const std::string path = folder.Write("problems.json", R"({"limits": {"cpu_s": 1}, "problems": {
      "good": {"checker": "special: any", "tests": [["", ""]]},
      "lost": {"checker": "special: any", "tests": [["", ""]]}}})");
  folder.Write("good.cc", "int main() {}");
  const ProblemFile file = ReadProblemFile(path, folder.path());
  EXPECT_EQ(file.problems.at("good").checker.source, "int main() {}");
  EXPECT_EQ(file.problems.at("good").limits.run.cpu_ms, 1000);
  EXPECT_EQ(file.faults.size(), 1u);
  EXPECT_EQ(file.faults.count("lost"), 1u);
}

TEST(ProblemFile, ReadsTheSharedProblems) {
  const char* const root = std::getenv("R1_DATA_DIR");
  if (root == nullptr || *root == '\0') GTEST_SKIP() << "R1_DATA_DIR is not set";
  const ProblemFile file = ReadProblemFile(base::JoinPath(root, "cases/judge/problems.json"), "");
  EXPECT_EQ(file.problems.size(), 9u);
  EXPECT_EQ(file.faults.size(), 1u);
  EXPECT_EQ(file.limits.run.wall_ms, 6000);
  EXPECT_EQ(file.limits.compile.memory_bytes, int64_t{1} << 30);
  EXPECT_EQ(file.problems.at("repeat").tests[1].expected.size(), 200000u);
}

}  // namespace
}  // namespace r1bench::verifiers
