// What a run gets and gives back: streams, files, exit status, pairs.
#include "verifiers/sandbox/sandbox.h"

#include <gtest/gtest.h>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

using SandboxTest = BoxTest;

TEST_F(SandboxTest, RunsAScript) {
  BoxRun run = Python("print(sum(map(int, input().split())))");
  run.input = SharedBytes::Make("1 2\n");
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "3\n");
  EXPECT_EQ(result.output_bytes, 2);
  EXPECT_EQ(result.error, "");
  EXPECT_GT(result.cpu_ms, 0.5);
  EXPECT_GE(result.wall_ms, 0.5);
  EXPECT_GT(result.peak_bytes, 100'000);
}

TEST_F(SandboxTest, RunsABinary) {
  const BoxResult result = pool_->Run(Probe("ok"));
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  EXPECT_EQ(result.output, "done\n");
}

TEST_F(SandboxTest, ReportsExitCodesAndSignals) {
  BoxResult result = pool_->Run(Probe("exit7"));
  EXPECT_EQ(result.outcome, BoxOutcome::kExited);
  EXPECT_EQ(result.exit_code, 7);
  for (const auto& [name, signal] :
       {std::pair{"abort", SIGABRT}, {"term", SIGTERM}, {"segv", SIGSEGV}}) {
    result = pool_->Run(Probe(name));
    EXPECT_EQ(result.outcome, BoxOutcome::kSignaled) << name;
    EXPECT_EQ(result.signal, signal) << name;
  }
}

TEST_F(SandboxTest, ProgramThatCannotStartIsAnErrorOfTheSandbox) {
  BoxRun run;
  run.argv = {"/usr/bin/no_such_program"};
  BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kError);
  EXPECT_EQ(result.message, "starting the program: No such file or directory");
  run.argv = {"p"};
  run.files = {{"p", SharedBytes::Make("no binary"), true}};
  result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kError);
  EXPECT_EQ(result.message, "starting the program: Exec format error");
}

TEST_F(SandboxTest, KeepsOutputAndErrorApart) {
  const BoxResult result = pool_->Run(Python("import sys; sys.stderr.write('two'); print('one')"));
  EXPECT_EQ(result.output, "one\n");
  EXPECT_EQ(result.error, "two");
}

TEST_F(SandboxTest, InputIsReadFromItsStartByEveryRun) {
  BoxRun run = Python("import sys; print(len(sys.stdin.read()))");
  run.input = SharedBytes::Make(std::string(300'000, 'x'));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pool_->Run(run).output, "300000\n");
}

TEST_F(SandboxTest, EnvironmentIsTheOneGiven) {
  BoxRun run = Python("import os; print(sorted(os.environ.items()))");
  run.environment = {"A=1"};
  EXPECT_EQ(pool_->Run(run).output, "[('A', '1')]\n");
}

TEST_F(SandboxTest, WorkDirectoryHoldsTheFilesAndNothingElse) {
  BoxRun run = Python(
      "import os\n"
      "print(sorted(os.listdir('.')), os.getcwd(), open('data').read())\n"
      "try: open('data', 'a')\n"
      "except OSError as e: print(e.strerror)\n"
      "open('new', 'w').write('x')");
  run.files.push_back({"data", SharedBytes::Make("content"), false});
  for (int i = 0; i < 2; ++i) {
    const BoxResult result = pool_->Run(run);
    EXPECT_EQ(result.output, "['data', 'main.py'] /box content\nPermission denied\n")
        << result.error;
  }
}

TEST_F(SandboxTest, BringsFilesBack) {
  BoxRun run = Python(
      "import os\n"
      "open('result', 'w').write('kept')\n"
      "open('empty', 'w')\n"
      "os.symlink('/etc/passwd', 'link'); os.mkdir('folder')");
  run.keep = {"missing", "result", "link", "folder", "empty"};
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.error;
  const std::map<std::string, std::string> expected = {{"result", "kept"}, {"empty", ""}};
  EXPECT_EQ(result.kept, expected);
}

TEST_F(SandboxTest, TooMuchToKeepIsOverTheOutputLimit) {
  BoxRun run = Python("f = open('big', 'w'); f.truncate(10_000_000)");
  run.keep = {"big"};
  run.keep_bytes = 9'999'999;
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kOutputLimit);
  EXPECT_TRUE(result.kept.empty());
}

TEST_F(SandboxTest, CompilesInsideABox) {
  BoxRun run;
  run.argv = {"/usr/bin/g++", "-O1", "-pipe", "-o", "program", "main.cc"};
  run.environment = {"PATH=/usr/bin"};
  run.files = {
      {"main.cc", SharedBytes::Make("#include <cstdio>\nint main() { puts(\"hi\"); }\n"), false}};
  run.limits.cpu_ms = 20'000;
  run.limits.memory_bytes = int64_t{1} << 30;
  run.toolset = Toolset::kCompile;
  run.keep = {"program"};
  const BoxResult result = pool_->Run(run);
  ASSERT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  ASSERT_EQ(result.exit_code, 0) << result.error;
  BoxRun program;
  program.argv = {"program"};
  program.files = {{"program", SharedBytes::Make(result.kept.at("program")), true}};
  EXPECT_EQ(pool_->Run(program).output, "hi\n");
}

TEST_F(SandboxTest, TwoRunsTalk) {
  const BoxRun asks = Python(
      "import os\n"
      "os.write(4, b'question'); os.close(4)\n"
      "print(os.read(3, 100))");
  const BoxRun answers = Python(
      "import os\n"
      "r = os.fdopen(3).read()\n"
      "os.write(4, r.upper().encode()); print(r)");
  const auto [first, second] = pool_->RunPair(asks, answers);
  EXPECT_EQ(first.output, "b'QUESTION'\n") << first.error;
  EXPECT_EQ(second.output, "question\n") << second.error;
}

TEST_F(SandboxTest, OneSideSeesTheOtherEnd) {
  const BoxRun ends = Python("import os; os.write(4, b'last'); os._exit(0)");
  const BoxRun waits = Python("import os; print(os.fdopen(3).read())");
  const auto [first, second] = pool_->RunPair(ends, waits);
  EXPECT_EQ(first.outcome, BoxOutcome::kExited);
  EXPECT_EQ(second.output, "last\n") << BoxOutcomeName(second.outcome);
}

TEST_F(SandboxTest, RefusesMalformedRuns) {
  BoxRun run;
  EXPECT_THROW(pool_->Run(run), base::Error);
  run = Python("pass");
  run.files[0].name = "../main.py";
  EXPECT_THROW(pool_->Run(run), base::Error);
  run = Python("pass");
  run.limits.memory_bytes = 0;
  EXPECT_THROW(pool_->Run(run), base::Error);
}

}  // namespace
}  // namespace r1bench::verifiers
