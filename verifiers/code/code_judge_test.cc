// The judge with a real sandbox.
#include "verifiers/code/code_judge.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "verifiers/code/code_cache.h"

namespace r1bench::verifiers {
namespace {

using V = CodeVerdict;

class CodeJudgeTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      warm_ = std::make_unique<CodeJudge>(JudgeOptions{.workers = 2});
      cold_ = std::make_unique<CodeJudge>(JudgeOptions{.workers = 1, .warm_python = false});
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
  }
  static void TearDownTestSuite() {
    warm_.reset();
    cold_.reset();
  }
  void SetUp() override {
    if (cold_ == nullptr) GTEST_SKIP() << refusal_;
  }

  static CodeResult Python(const CodeProblem& problem, std::string_view source) {
    return warm_->Judge(problem, {CodeLanguage::kPython, source});
  }
  static CodeResult Cpp(const CodeProblem& problem, std::string_view source) {
    return warm_->Judge(problem, {CodeLanguage::kCpp, source});
  }

  static inline std::unique_ptr<CodeJudge> warm_, cold_;
  static inline std::string refusal_;
};

CodeProblem Parse(const char* text) {
  return ParseCodeProblem(base::ParseJson(text, "test"), {}, "test");
}

CodeProblem Echo() { return Parse(R"({"tests": [["1\n", "1\n"], ["2\n", "2\n"]]})"); }

CodeProblem SpecialProblem(const base::Json& checker) {
  CodeProblem problem = Echo();
  problem.checker = ParseChecker(checker, "test");
  return problem;
}

TEST_F(CodeJudgeTest, SourcesThatBeginWithAllHeadersUseThePrecompiledOnes) {
  CodeProblem problem = Echo();
  problem.limits.compiler.push_back("-H");  // lists the files that are read; '!' is precompiled
  const CodeResult result = Cpp(problem, "#include <bits/stdc++.h>\nint main() { error }\n");
  EXPECT_EQ(result.verdict, V::kCompileError);
  EXPECT_TRUE(result.message.starts_with("! /shared/")) << result.message.substr(0, 200);
}

TEST_F(CodeJudgeTest, ProgramsMayUseAnyHeaderThatAllHeadersHas) {
  for (const char* const main :
       {"std::cout << std::async([] { return 1; }).get();",
        "std::cout << std::regex_replace(\"a\", std::regex(\"a\"), \"1\");",
        "std::cout << std::filesystem::path(\"a/1\").filename().string()[0];",
        "std::promise<int> p; p.set_value(1); std::cout << p.get_future().get();"}) {
    CodeProblem problem = Parse(R"({"tests": [["", "1\n"]]})");
    problem.limits.compiler.push_back("-pthread");
    const std::string source =
        base::StrCat("#include <bits/stdc++.h>\nint main() { ", main, " }\n");
    EXPECT_EQ(Cpp(problem, source).verdict, V::kAccepted) << main;
  }
  // Left out of the common ones, and not lost.
  CodeProblem problem = Echo();
  problem.limits.compiler.insert(problem.limits.compiler.end(), {"-H", "-pthread"});
  const char source[] =
      "#include <bits/stdc++.h>\n#include <future>\nint main() { std::future<int> f; error }\n";
  EXPECT_TRUE(Cpp(problem, source).message.starts_with("! /shared/"));
}

// The kernel counts a file's pages as memory of the box that was the first to read it.
TEST_F(CodeJudgeTest, HeadersReadFromDiskDoNotBlockTheRunsBehind) {
  const auto compile = [](const char* more) {
    const std::string source =
        base::StrCat("#include <bits/stdc++.h>\n// ", getpid(), more,
                     "\nint main() { int x; std::cin >> x; std::cout << x; }\n");
    return cold_->Judge(Echo(), {CodeLanguage::kCpp, source}).verdict;
  };
  EXPECT_EQ(compile("first"), V::kAccepted);
  const std::string shared = CodeCache::DefaultFolder() + "/shared";
  for (const std::string& key : base::ListFolder(shared)) {
    const std::string path = shared + "/" + key + "/bits/stdc++.h.gch";
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
  }
  EXPECT_EQ(compile("second"), V::kAccepted);
  EXPECT_EQ(cold_->Judge(Echo(), {CodeLanguage::kPython, "print(input())"}).verdict, V::kAccepted);
}

TEST_F(CodeJudgeTest, CompiledProgramsAreKept) {
  const std::string source =
      base::StrCat("#include <iostream>\n// ", getpid(), "\nint main() { int x; ",
                   "std::cin >> x; std::cout << x; }\n");
  EXPECT_GT(Cpp(Echo(), source).compile_cpu_ms, 0);
  const CodeResult again = Cpp(Echo(), source);
  EXPECT_EQ(again.compile_cpu_ms, 0);
  EXPECT_EQ(again.verdict, V::kAccepted);
}

TEST_F(CodeJudgeTest, ColdAndWarmInterpretersAgree) {
  const std::pair<const char*, V> programs[] = {
      {"print(input())", V::kAccepted},
      {"print(1)", V::kWrongAnswer},
      {"import sys\nsys.exit(3)", V::kRuntimeError},
      {"print(input())\nraise SystemExit(1)", V::kRuntimeError},
      {"print(", V::kRuntimeError},
      {"print('x' * 2000000)", V::kOutputLimit},
      {"x = bytearray(10**9)\nprint(input())", V::kMemoryLimit},
      {"import __main__\nprint(input() if __name__ == '__main__' else 0)", V::kAccepted},
  };
  for (const auto& [source, verdict] : programs) {
    const CodeResult warm = Python(Echo(), source);
    const CodeResult cold = cold_->Judge(Echo(), {CodeLanguage::kPython, source});
    EXPECT_EQ(warm.verdict, verdict) << source << ": " << warm.message;
    EXPECT_EQ(cold.verdict, verdict) << source << ": " << cold.message;
  }
}

TEST_F(CodeJudgeTest, StopsAtTheFirstFailureWhenAsked) {
  const Submission wrong{CodeLanguage::kPython, "print(0)"};
  EXPECT_EQ(warm_->Judge(Echo(), wrong).tests.size(), 2u);
  const CodeResult result = warm_->Judge(Echo(), wrong, /*stop_at_first=*/true);
  EXPECT_EQ(result.tests.size(), 1u);
  EXPECT_EQ(result.num_tests, 2);
  EXPECT_EQ(result.first_failing, 0);
}

TEST_F(CodeJudgeTest, ProcessorTimeDecides) {
  CodeProblem problem = Echo();
  problem.limits.run.cpu_ms = 200;
  problem.limits.run.wall_ms = 60'000;  // whatever else the machine does
  const CodeResult busy = Python(problem, "while True: pass");
  EXPECT_EQ(busy.verdict, V::kTimeLimit);
  EXPECT_FALSE(busy.flaky()) << "a program far over its limit is not run again";
  problem.limits.run.wall_ms = 300;
  const CodeResult asleep = Python(problem, "import time\ntime.sleep(100)");
  EXPECT_EQ(asleep.verdict, V::kTimeLimit);
  EXPECT_TRUE(asleep.flaky()) << "the clock alone stopped it";
}

TEST_F(CodeJudgeTest, SpecialJudgesDecideByTheirExitStatus) {
  const auto verdict = [](const char* body) {
    const std::string source =
        base::StrCat("#include \"judge.h\"\nint main(int, char** argv) { ", body, " }\n");
    return Cpp(SpecialProblem({{"kind", "special"},
                               {"source", source},
                               {"headers", {{"judge.h", "#include <fstream>\n"}}}}),
               "int main() {}")
        .verdict;
  };
  EXPECT_EQ(verdict("return argv[1] == nullptr;"), V::kAccepted);
  EXPECT_EQ(verdict("int x; std::ifstream(argv[3]) >> x; return x == 2 ? 1 : 0;"), V::kWrongAnswer);
  EXPECT_EQ(verdict("int x; return std::ifstream(argv[2]) >> x ? 0 : 2;"), V::kPresentationError);
  EXPECT_EQ(verdict("return 3;"), V::kInternalError);
  EXPECT_EQ(verdict("return *argv[9] == 0;"), V::kInternalError);
  EXPECT_EQ(verdict("does not compile"), V::kInternalError);
}

TEST_F(CodeJudgeTest, ASpecialJudgeIsCompiledAlsoWhileARunIsAlone) {
  CodeProblem problem =
      SpecialProblem({{"kind", "special"}, {"source", "int main() { return 0; }"}});
  problem.limits.run.cpu_ms = 400;
  problem.limits.run.wall_ms = 60'000;
  const char* const near_the_limit =
      "#include <ctime>\nint main() { while (clock() < CLOCKS_PER_SEC * 37 / 100) {} }";
  EXPECT_TRUE(Cpp(problem, near_the_limit).flaky());
}

TEST_F(CodeJudgeTest, SpecialJudgesWaitForNoneThatWantsToBeAlone) {
  CodeProblem asleep = Echo();
  asleep.limits.run.wall_ms = 20;
  std::thread other([&] {
    for (int i = 0; i < 10; ++i) {
      const CodeResult result = Python(asleep, "import time\ntime.sleep(9)");
      EXPECT_TRUE(result.flaky());
    }
  });
  const CodeProblem special =
      SpecialProblem({{"kind", "special"}, {"source", "int main() { return 0; }\n"}});
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Python(special, "print(1)").verdict, V::kAccepted);
  }
  other.join();
}

TEST_F(CodeJudgeTest, SpecialJudgesMayBeInPythonAndGivePoints) {
  const CodeResult result = Python(
      SpecialProblem({{"kind", "special"},
                      {"language", "python"},
                      {"source",
                       "import sys\na, b = open('output.txt').read().split()\n"
                       "print('points', float(a) / float(b), file=sys.stderr)\nsys.exit(7)\n"}}),
      "print(int(input()), 2)");
  EXPECT_EQ(result.verdict, V::kWrongAnswer);
  EXPECT_EQ(result.tests[0].points, 0.5);
  EXPECT_EQ(result.tests[1].verdict, V::kAccepted);
  EXPECT_EQ(result.fraction(), 0.75);
}

TEST_F(CodeJudgeTest, FunctionsGetTheirArgumentsAndReturnTypedValues) {
  const CodeProblem problem = Parse(R"({"fn": "f", "tests": [[[[1, 2.5, "\u00e9", null, true]],
      [true, null, "\u00e9", 2.5, 1]], [[[]], []]]})");
  EXPECT_EQ(Python(problem, "class Solution:\n  def f(self, xs: List): return xs[::-1]").verdict,
            V::kAccepted);
  EXPECT_EQ(Python(problem, "def f(xs): return tuple(xs[::-1])").verdict, V::kWrongAnswer);
  EXPECT_EQ(Python(problem, "def f(xs): raise ValueError").verdict, V::kRuntimeError);
  EXPECT_EQ(Python(problem, "def g(xs): return xs").verdict, V::kRuntimeError);
}

TEST_F(CodeJudgeTest, HumanEvalsHelpersAreKnownToItsCheck) {
  CodeProblem problem{.mode = CodeMode::kHumanEval};
  problem.prompt = "def twice(x):\n    return 2 * x\n\ndef f(x):\n";
  problem.entry_point = "f";
  problem.check =
      "def check(candidate):\n"
      "    assert candidate((1, {2: [3]}, {4}, b'5', 1.5j)) == (1, {2: [3]}, {4}, b'5', 1.5j)\n"
      "    assert f(twice(2)) == candidate(x=4) == 4\n";
  EXPECT_EQ(Python(problem, "    return x\n").verdict, V::kAccepted);
  EXPECT_EQ(Python(problem, "    return 4\n").verdict, V::kWrongAnswer);
  EXPECT_EQ(Python(problem, "    raise KeyError\n").verdict, V::kRuntimeError);
  EXPECT_EQ(Python(problem, "    print('passed')\n    import os\n    os._exit(0)\n").verdict,
            V::kRuntimeError);
  problem.check = "def check(candidate):\n    while True: candidate(1)\n";
  problem.limits.run.cpu_ms = 300;
  EXPECT_EQ(Python(problem, "    return x\n").verdict, V::kTimeLimit);
}

TEST_F(CodeJudgeTest, HugeSourcesAreRefused) {
  EXPECT_EQ(Cpp(Echo(), std::string(2 << 20, ' ')).verdict, V::kCompileError);
  EXPECT_THROW(Cpp(Parse(R"({"fn": "f", "tests": [[[], 1]]})"), ""), base::Error);
}

TEST_F(CodeJudgeTest, SaysWhatIsolationThereIs) {
  EXPECT_EQ(warm_->isolation(), Isolation::kFull);
  EXPECT_NE(warm_->Describe().find("namespace"), std::string::npos) << warm_->Describe();
  EXPECT_NE(warm_->Describe().find("g++"), std::string::npos) << warm_->Describe();
}

}  // namespace
}  // namespace r1bench::verifiers
