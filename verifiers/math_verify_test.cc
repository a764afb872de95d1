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

constexpr char kGood[] = R"({"id": "a", "gold": "2", "prediction": "\\boxed{2}"})";

using Outcome = base::ShellOutcome;

// Runs the program with `input` as its standard input. `rest` may redirect or pipe.
Outcome Verify(const std::string& arguments, const std::string& input = "",
               const std::string& rest = "") {
  const base::TempDir folder;
  return base::RunShell(base::StrCat(base::Runfile("verifiers/math_verify"), " ", arguments, " <",
                                     folder.Write("in", input), rest));
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(MathVerifyTest, JudgesStandardInput) {
  const Outcome outcome = Verify("", std::string(kGood) + "\r\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out.starts_with(R"({"id":"a","correct":true,"verdict":"correct",)"));
  EXPECT_EQ(outcome.err, "1 pair: 1 correct\n");
  EXPECT_EQ(Verify("-", kGood).out, outcome.out);
}

TEST(MathVerifyTest, JudgesAFileAmongFlags) {
  const base::TempDir folder;
  const std::string path = folder.Write("pairs.jsonl", kGood);
  const std::string expected = Verify("", kGood).out;
  EXPECT_EQ(Verify(path).out, expected);
  EXPECT_EQ(Verify("--nobare " + path + " --threads 2").out, expected);
  EXPECT_EQ(Verify("--threads=3 " + path).out, expected);
}

TEST(MathVerifyTest, ABadLineGivesStatusTwoAndTheOthersAreJudged) {
  const Outcome outcome = Verify("", std::string("{\n") + kGood);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(Has(outcome.out, R"("id":"a","correct":true)"));
  EXPECT_TRUE(outcome.err.starts_with("standard input:1: not valid JSON: ")) << outcome.err;
  EXPECT_TRUE(Has(outcome.err, "1 pair: 1 correct; 1 bad line\n")) << outcome.err;
}

TEST(MathVerifyTest, ManyBadLinesAreCountedAndTheFirstDescribed) {
  const Outcome outcome = Verify("--max_faults=2", "{\n{\n{\n{\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(Has(outcome.err, "standard input:2: "));
  EXPECT_FALSE(Has(outcome.err, "standard input:3: "));
  EXPECT_TRUE(Has(outcome.err, "0 pairs; 4 bad lines\n"));
  EXPECT_TRUE(Has(Verify("--max_faults=0", "{\n{\n{\n{\n").err, "standard input:4: "));
  EXPECT_TRUE(Has(outcome.err, "further bad lines are only counted"));
  EXPECT_FALSE(Has(Verify("--max_faults=0", "{\n{\n").err, "further bad lines"));
}

TEST(MathVerifyTest, AnEmptyInputIsFine) {
  const Outcome outcome = Verify("");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "0 pairs\n");
}

TEST(MathVerifyTest, WhatCannotBeReadOrWrittenGivesStatusOne) {
  const Outcome missing = Verify("/no/such/file");
  EXPECT_EQ(missing.status, 1);
  EXPECT_EQ(missing.err, "error: cannot open /no/such/file: No such file or directory\n");
  EXPECT_EQ(Verify("/").status, 1);
  const Outcome full = Verify("", kGood, " >/dev/full");
  EXPECT_EQ(full.status, 1);
  EXPECT_EQ(full.err, "error: cannot write to standard output: No space left on device\n");
}

TEST(MathVerifyTest, AReaderThatGoesAwayEndsItQuietly) {
  std::string input;
  for (int i = 0; i < 20000; ++i) input += std::string(kGood) + "\n";
  const Outcome outcome = Verify("", input, " | head -n 1");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
  EXPECT_EQ(outcome.err, "");
}

TEST(MathVerifyTest, ThePolicyDecidesWhatIsAnAnswer) {
  const std::string line = R"({"id": "a", "gold": "5", "prediction": "we get x and then 5"})";
  EXPECT_TRUE(Has(Verify("", line).out, R"("verdict":"no answer","extracted":null)"));
  EXPECT_TRUE(Has(Verify("--policy=lenient", line).out, R"("verdict":"correct")"));
}

TEST(MathVerifyTest, ExplainsOnePair) {
  const Outcome outcome = Verify("--explain --gold '0.5' --prediction='so \\boxed{1/2}'");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "  extracted   1/2\n")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "Verdict       correct: ")) << outcome.out;
  EXPECT_EQ(Verify("--explain --prediction=2").status, 2);
  EXPECT_EQ(Verify("--explain --gold=2 pairs.jsonl").status, 2);
  EXPECT_EQ(Verify("--gold=2 --prediction=2").status, 2);
  EXPECT_EQ(Verify("--explain --gold=2 --prediction=2", "", " >/dev/full").status, 1);
}

TEST(MathVerifyTest, WrongUseGivesStatusTwo) {
  EXPECT_EQ(Verify("--threads=-1").status, 2);
  EXPECT_EQ(Verify("--nonsense").status, 2);
  EXPECT_EQ(Verify("--policy=kind").status, 2);
  EXPECT_EQ(Verify("a.jsonl b.jsonl").status, 2);
}

TEST(MathVerifyTest, HelpIsAManualPage) {
  const Outcome outcome = Verify("--help");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(Has(outcome.out, "Exit status: 0")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "--bare"));
}

}  // namespace
}  // namespace r1bench
