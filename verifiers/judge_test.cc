// The program as its user meets it: output, messages and exit status.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/run_shell.h"
#include "base/runfiles.h"
#include "base/testing.h"

namespace r1bench {
namespace {

constexpr char kGood[] =
    R"X({"id": "a", "language": "python", "source": "print(int(input()) + 1)",)X"
    R"X( "tests": [["1\n", "2\n"], ["41\n", "42\n"]]})X";

using Outcome = base::ShellOutcome;

// Runs the program with `input` as its standard input. `rest` may redirect or pipe.
Outcome Judge(const std::string& arguments, const std::string& input = "",
              const std::string& rest = "") {
  const base::TempDir folder;
  return base::RunShell(base::StrCat(base::Runfile("verifiers/judge"), " ", arguments, " <",
                                     folder.Write("in", input), rest));
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Tests that need a sandbox.
class JudgeProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    static const Outcome empty = Judge("");
    if (empty.status == 1) GTEST_SKIP() << empty.err;
  }
};

TEST_F(JudgeProgramTest, JudgesStandardInputAndFiles) {
  const Outcome outcome = Judge("--workers=2", std::string(kGood) + "\r\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with(
      R"({"id":"a","verdict":"AC","first_failing":null,"flaky":false,"fraction":1.0,)"))
      << outcome.out;
  EXPECT_TRUE(Has(outcome.err, "\n1 program: 1 AC\n")) << outcome.err;
  const base::TempDir folder;
  const std::string path = folder.Write("in.jsonl", kGood);
  EXPECT_TRUE(Has(Judge(path + " --workers 1").out, R"("verdict":"AC")"));
  EXPECT_TRUE(Has(Judge("--nowarm_python --stop_at_first " + path).out, R"("verdict":"AC")"));
}

TEST_F(JudgeProgramTest, ABadLineGivesStatusTwoAndTheOthersAreJudged) {
  const Outcome outcome = Judge("", std::string("{\n") + kGood);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(Has(outcome.out, R"("id":"a","verdict":"AC")")) << outcome.out;
  EXPECT_TRUE(Has(outcome.err, "standard input:1: the line: not valid JSON")) << outcome.err;
  EXPECT_TRUE(Has(outcome.err, "1 program: 1 AC; 1 bad line\n")) << outcome.err;
  const Outcome many = Judge("--max_faults=2", "{\n{\n{\n");
  EXPECT_TRUE(Has(many.err, "standard input:2: "));
  EXPECT_FALSE(Has(many.err, "standard input:3: "));
}

TEST_F(JudgeProgramTest, ProblemsHaveNamesAndSpecialJudges) {
  const base::TempDir folder;
  folder.Write("half.cc", R"(#include <fstream>
      int main(int, char** a) { int x, n; std::ifstream(a[1]) >> n; std::ifstream(a[2]) >> x;
                                return x * 2 == n ? 0 : 1; })");
  const std::string problems = folder.Write(
      "problems.json",
      R"({"problems": {"half": {"checker": "special: half of it", "tests": [["6", ""]]}}})");
  const std::string flags = "--problems=" + problems + " --checkers=" + folder.path();
  const std::string line = R"X({"id": 1, "language": "python", "problem": "half",)X"
                           R"X( "source": "print(int(input()) // 2)"})X";
  EXPECT_TRUE(Has(Judge(flags, line).out, R"("id":1,"verdict":"AC")"));
  EXPECT_EQ(Judge("--problems=" + problems, line).status, 2);
}

TEST_F(JudgeProgramTest, WhatCannotBeWrittenGivesStatusOne) {
  const Outcome full = Judge("", kGood, " >/dev/full");
  EXPECT_EQ(full.status, 1);
  EXPECT_TRUE(Has(full.err, "error: cannot write to standard output: No space left on device\n"));
}

TEST_F(JudgeProgramTest, AReaderThatGoesAwayEndsItQuietly) {
  std::string input;
  for (int i = 0; i < 200; ++i) input += std::string(kGood) + "\n";
  const Outcome outcome = Judge("", input, " | head -n 1");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
}

TEST(JudgeProgram, WrongUseGivesStatusTwo) {
  EXPECT_EQ(Judge("--workers=-1").status, 2);
  EXPECT_EQ(Judge("--nonsense").status, 2);
  EXPECT_EQ(Judge("--checkers=x").status, 2);
  EXPECT_EQ(Judge("a.jsonl b.jsonl").status, 2);
}

TEST(JudgeProgram, WhatCannotBeReadGivesStatusOne) {
  const Outcome missing = Judge("/no/such/file");
  EXPECT_EQ(missing.status, 1);
  EXPECT_EQ(missing.err, "error: cannot open /no/such/file: No such file or directory\n");
  EXPECT_EQ(Judge("--problems=/no/such/file").status, 1);
}

TEST(JudgeProgram, HelpIsAManualPage) {
  const Outcome outcome = Judge("--help");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(Has(outcome.out, "Exit status: 0")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "--workers"));
}

}  // namespace
}  // namespace r1bench
