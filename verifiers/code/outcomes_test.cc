// Verdicts of runs, without a sandbox.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/error.h"
#include "verifiers/code/all_headers.h"
#include "verifiers/code/assess.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/run_gate.h"

namespace r1bench::verifiers {
namespace {

using V = CodeVerdict;

BoxResult Ended(BoxOutcome outcome, double cpu_ms = 1, int exit_code = 0) {
  BoxResult result;
  result.outcome = outcome;
  result.cpu_ms = cpu_ms;
  result.exit_code = exit_code;
  return result;
}

V VerdictOn(const BoxResult& result) { return Assess(result, {}).verdict; }

TEST(Assess, OrdersWhatCanGoWrong) {
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kExited)), V::kAccepted);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kExited, 1, 3)), V::kRuntimeError);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kSignaled)), V::kRuntimeError);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kDenied)), V::kSandboxViolation);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kCpuLimit)), V::kTimeLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kWallLimit)), V::kTimeLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kMemoryLimit, 9e9)), V::kMemoryLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kOutputLimit, 9e9)), V::kOutputLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kError, 9e9)), V::kInternalError);
}

TEST(Assess, ProcessorTimeOverTheLimitCountsWhateverTheEnd) {
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kExited, 2001)), V::kTimeLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kExited, 2000)), V::kAccepted);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kExited, 2001, 1)), V::kTimeLimit);
  EXPECT_EQ(VerdictOn(Ended(BoxOutcome::kSignaled, 2001)), V::kTimeLimit);
}

TEST(Assess, SaysHowAProgramEnded) {
  BoxResult result = Ended(BoxOutcome::kSignaled);
  result.signal = SIGSEGV;
  EXPECT_EQ(Assess(result, {}).message, "killed by SIGSEGV");
  result = Ended(BoxOutcome::kExited, 1, 1);
  result.error = "Traceback\n  x\nValueError: \x1b[1mno\n\n";
  EXPECT_EQ(Assess(result, {}).message, "exit status 1: ValueError: \\x1b[1mno");
}

TEST(Assess, DoubtsWhatIsNearTheLimit) {
  EXPECT_FALSE(IsDoubtful(Ended(BoxOutcome::kExited, 1799), {}));
  EXPECT_TRUE(IsDoubtful(Ended(BoxOutcome::kExited, 1801), {}));
  EXPECT_TRUE(IsDoubtful(Ended(BoxOutcome::kExited, 3500), {}));
  EXPECT_FALSE(IsDoubtful(Ended(BoxOutcome::kCpuLimit, 2200), {}));
  EXPECT_TRUE(IsDoubtful(Ended(BoxOutcome::kWallLimit, 1), {}));
  EXPECT_FALSE(IsDoubtful(Ended(BoxOutcome::kMemoryLimit, 1900), {}));
  const BoxLimits grace = LimitsWithGrace({}, 1, 2);
  EXPECT_EQ(grace.cpu_ms, 2201);
  EXPECT_EQ(grace.wall_ms, 14000);
  EXPECT_EQ(LimitsWithGrace({}, 1.5, 1).cpu_ms, 3001);
  EXPECT_EQ(LimitsWithGrace({}, 5, 1).cpu_ms, 4001);
}

TEST(Assess, PatienceFollowsWhatWantsToRun) {
  EXPECT_EQ(PatienceUnder("0.20 0.18 0.12 1/80 11206\n", 2), 1);
  EXPECT_EQ(PatienceUnder("0.20 0.18 0.12 10/80 11206\n", 2), 5);
  EXPECT_EQ(PatienceUnder("0.20 0.18 0.12 1000/8000 11206\n", 2), 8);
  EXPECT_EQ(PatienceUnder("", 2), 1);
  EXPECT_EQ(PatienceFor({.cpu_ms = 1000, .wall_ms = 6000}, 5), 5);
  EXPECT_EQ(PatienceFor({.cpu_ms = 20, .wall_ms = 6000}, 5), 1);
}

TEST(CheckValue, ReadsOneValueAndNothingElse) {
  const TypedValue three = ParseTyped("3");
  EXPECT_EQ(CheckValue({}, three, "=3\n").verdict, V::kAccepted);
  EXPECT_EQ(CheckValue({}, three, "=4\n").verdict, V::kWrongAnswer);
  EXPECT_EQ(CheckValue({}, three, "").verdict, V::kRuntimeError);
  for (const char* bad : {"3\n", "=3", "=3\n=3\n", "=\n", "PASS\n", "!a value of type 'P'\n"}) {
    EXPECT_EQ(CheckValue({}, three, bad).verdict, V::kWrongAnswer) << bad;
  }
  EXPECT_EQ(CheckValue({}, three, "=" + std::string(100000, '[')).verdict, V::kWrongAnswer);
}

V Sides(V candidate, BoxResult check, const char* said) {
  check.output = said;
  return CombineSides({.verdict = candidate}, check).verdict;
}

TEST(CombineSides, OnlyTheTrustedSideAccepts) {
  const BoxResult fine = Ended(BoxOutcome::kExited);
  EXPECT_EQ(Sides(V::kAccepted, fine, "passed\n"), V::kAccepted);
  EXPECT_EQ(Sides(V::kAccepted, fine, "failed an assertion\n"), V::kWrongAnswer);
  EXPECT_EQ(Sides(V::kAccepted, fine, "raised 'TypeError'\n"), V::kWrongAnswer);
  EXPECT_EQ(Sides(V::kAccepted, fine, "untold 'a value of type'\n"), V::kWrongAnswer);
  EXPECT_EQ(Sides(V::kAccepted, fine, "gone the program ended in a call\n"), V::kRuntimeError);
  EXPECT_EQ(Sides(V::kAccepted, fine, ""), V::kInternalError);
  EXPECT_EQ(Sides(V::kRuntimeError, fine, "passed\n"), V::kRuntimeError);
  EXPECT_EQ(Sides(V::kMemoryLimit, fine, "gone\n"), V::kMemoryLimit);
  EXPECT_EQ(Sides(V::kTimeLimit, fine, "gone\n"), V::kTimeLimit);
  EXPECT_EQ(Sides(V::kAccepted, Ended(BoxOutcome::kExited, 1, 1), "passed\n"), V::kInternalError);
  EXPECT_EQ(Sides(V::kAccepted, Ended(BoxOutcome::kCpuLimit), ""), V::kTimeLimit);
  EXPECT_EQ(Sides(V::kTimeLimit, Ended(BoxOutcome::kError), ""), V::kInternalError);
}

TEST(Languages, FunctionsAreForPython) {
  EXPECT_NO_THROW(RequireLanguage(CodeMode::kStdin, CodeLanguage::kCpp, "x"));
  EXPECT_NO_THROW(RequireLanguage(CodeMode::kFunction, CodeLanguage::kPython, "x"));
  EXPECT_THROW(RequireLanguage(CodeMode::kFunction, CodeLanguage::kCpp, "x"), base::Error);
  EXPECT_THROW(RequireLanguage(CodeMode::kHumanEval, CodeLanguage::kCpp, "x"), base::Error);
}

TEST(AllHeaders, HaveToComeFirst) {
  EXPECT_TRUE(BeginsWithAllHeaders("#include <bits/stdc++.h>\nint main() {}"));
  EXPECT_TRUE(BeginsWithAllHeaders("\n // a\n/* b\n*/ #  include<bits/stdc++.h>"));
  EXPECT_FALSE(BeginsWithAllHeaders("#define x\n#include <bits/stdc++.h>"));
  EXPECT_FALSE(BeginsWithAllHeaders("#pragma GCC optimize(\"O3\")\n#include <bits/stdc++.h>"));
  EXPECT_FALSE(BeginsWithAllHeaders("// a \\\n#include <bits/stdc++.h>\n"));
  EXPECT_FALSE(BeginsWithAllHeaders("#include <iostream>\n"));
  EXPECT_FALSE(BeginsWithAllHeaders("/*"));
  EXPECT_FALSE(BeginsWithAllHeaders(""));
}

TEST(AllHeaders, UncommonOnesAreKnownByTheirNames) {
  for (const char* const text :
       {"", "int main() { std::vector<int> match; }", "// \"C:\\new\"", "char c = '\\n';"}) {
    EXPECT_TRUE(NeedsOnlyCommonHeaders(text)) << text;
  }
  for (const char* const text :
       {"std::future<int> f;", "auto x = std::async(f);", "std::regex r;", "std::smatch m;",
        "namespace fs = std::filesystem;", "#define J(a, b) a##b", "#define J(a, b) a %:%: b",
        "std::fut\\\nure<int> f;", "std::fut\\ \nure<int> f;", "std::fut\\u0075re<int> f;",
        "std::fut?\?/\nure<int> f;"}) {
    EXPECT_FALSE(NeedsOnlyCommonHeaders(text)) << text;
  }
}

TEST(RunGate, OneAloneHasNoneBeside) {
  RunGate gate;
  std::atomic<int> inside = 0, faults = 0;
  const auto visit = [&](auto enter, int at_most) {
    for (int i = 0; i < 200; ++i) {
      const auto here = enter();
      if (inside.fetch_add(1) >= at_most) ++faults;
      std::this_thread::yield();
      inside.fetch_sub(1);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { visit([&] { return RunGate::Shared(&gate); }, 4); });
  }
  threads.emplace_back([&] { visit([&] { return RunGate::Alone(&gate); }, 1); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(faults, 0);
}

}  // namespace
}  // namespace r1bench::verifiers
