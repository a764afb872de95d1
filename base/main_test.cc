// Runs main_test_program and looks at what it prints and returns.
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/run_shell.h"
#include "base/runfiles.h"
#include "base/testing.h"

namespace r1bench::base {
namespace {

using Outcome = ShellOutcome;

Outcome RunProgram(const std::string& arguments) {
  return RunShell(Runfile("base/main_test_program") + " " + arguments);
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(MainTest, ReturnsWhatTheBodyReturns) {
  EXPECT_EQ(RunProgram("").status, 0);
  EXPECT_EQ(RunProgram("").out, "done\n");
  EXPECT_EQ(RunProgram("--action=seven").status, 7);
}

TEST(MainTest, AnErrorIsOneLineAndStatusOne) {
  const Outcome outcome = RunProgram("--action=fail");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "error: expected x, got y; do z\n");
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(RunProgram("--action=odd").status, 1);
}

TEST(MainTest, RunningOutOfMemoryIsAMessage) {
  const Outcome outcome = RunProgram("--action=memory");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(Has(outcome.err, "out of memory"));
}

TEST(MainTest, AWrongCommandLineIsStatusTwo) {
  const Outcome unknown = RunProgram("--actoin=fail");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err,
            "error: unknown flag --actoin (did you mean --action?); --help lists the flags\n");
  EXPECT_EQ(RunProgram("--action=usage").status, 2);
  EXPECT_EQ(RunProgram("stray").status, 2);
}

TEST(MainTest, StoppingBySignalIs128PlusTheSignal) {
  EXPECT_EQ(RunProgram("--action=int").status, 130);
  EXPECT_EQ(RunProgram("--action=term").status, 143);
}

TEST(MainTest, TheFailureHookIsToldHowTheRunEnded) {
  const TempDir folder;
  const std::string flag = " --hook_file=" + folder.File("status");
  RunProgram("--action=fail" + flag);
  EXPECT_EQ(ReadFile(folder.File("status")), "failed: expected x, got y; do z");
  RunProgram("--action=int" + flag);
  EXPECT_TRUE(ReadFile(folder.File("status")).starts_with("interrupted: stopped by signal 2"));
  EXPECT_EQ(RunProgram("--action=fail --hook_file=/no/such/file").status, 1);
}

TEST(MainTest, HelpIsAManualPageOfOurFlagsAndStatusZero) {
  for (const char* flag : {"--help", "-help", "-h", "--action=fail --help"}) {
    const Outcome outcome = RunProgram(flag);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(outcome.out.starts_with("NAME\n    main_test_program - acts as told\n"));
    EXPECT_TRUE(Has(outcome.out, "--action  (string, default \"succeed\")"));
    EXPECT_FALSE(Has(outcome.out, "minloglevel"));
    EXPECT_EQ(outcome.err, "");
  }
  EXPECT_TRUE(Has(RunProgram("--helpshort").out, "  --action"));
}

TEST(MainTest, VersionNamesTheCommit) {
  const Outcome outcome = RunProgram("--version");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out.starts_with("main_test_program (r1bench) commit ")) << outcome.out;
}

TEST(MainTest, ResultsThatCannotBePrintedAreAnError) {
  const std::string command = Runfile("base/main_test_program") + " >/dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
}

}  // namespace
}  // namespace r1bench::base
