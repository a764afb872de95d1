// The validator as its user meets it: output and exit status.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "base/files.h"
#include "base/runfiles.h"

namespace r1bench {
namespace {

struct Outcome {
  int status = -1;
  std::string output;  // standard output and error
};

Outcome Validate(const std::string& arguments) {
  const std::string command = base::Runfile("data/validate_dataset") + " " + arguments + " 2>&1";
  Outcome outcome;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    outcome.output.append(buffer, n);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" + name;
  base::WriteFileAtomic(path, text);
  return path;
}

bool Says(const Outcome& outcome, const std::string& part) {
  return outcome.output.find(part) != std::string::npos;
}

TEST(ValidateDatasetTest, ASoundFileGivesStatusZero) {
  const std::string path = Write("sound.jsonl", R"({"id": "1", "problem": "p", "answer": "2"})");
  const Outcome outcome = Validate(path);
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(Says(outcome, "sound: 1 problems, 0 without an answer, sha256 ")) << outcome.output;
}

TEST(ValidateDatasetTest, FaultsAreListedByLineWithStatusOne) {
  const std::string good = Write("good.jsonl", R"({"id": "1", "problem": "p"})");
  const std::string bad = Write("bad.jsonl", "{\"id\": \"1\", \"problem\": \"p\"}\n{\"id\": 2}\n");
  const Outcome outcome = Validate(good + " " + bad);
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_TRUE(Says(outcome, bad + ":2: expected \"id\" to be text")) << outcome.output;
  EXPECT_TRUE(Says(outcome, good + ": sound")) << outcome.output;
  EXPECT_EQ(Validate("--require_answer " + good).status, 1);
  EXPECT_TRUE(Says(Validate("--max_faults=1 " + bad), "not all shown"));
}

TEST(ValidateDatasetTest, WrongUseGivesStatusTwoAndAMissingFileOne) {
  EXPECT_EQ(Validate("").status, 2);
  EXPECT_EQ(Validate("--nonsense x.jsonl").status, 2);
  const Outcome missing = Validate("/nonexistent/x.jsonl");
  EXPECT_EQ(missing.status, 1);
  EXPECT_TRUE(Says(missing, "error: ")) << missing.output;
}

TEST(ValidateDatasetTest, HelpIsAManualPage) {
  const Outcome outcome = Validate("--help");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(Says(outcome, "Exit status: 0")) << outcome.output;
  EXPECT_TRUE(Says(outcome, "--require_answer")) << outcome.output;
}

}  // namespace
}  // namespace r1bench
