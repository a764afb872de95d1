#include "verifiers/bench_overload.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/error.h"
#include "verifiers/code/code_judge.h"

extern char** environ;

namespace r1bench::verifiers {
namespace {

constexpr int kLimitMs = 500;
constexpr int kShares = 8;  // of the limit, in tenths

// Processes that never rest, for the length of a scope.
class BusyProcesses {
 public:
  explicit BusyProcesses(int count) {
    std::string name = "/usr/bin/python3", flag = "-c", source = "while True: pass";
    char* const argv[] = {name.data(), flag.data(), source.data(), nullptr};
    for (int i = 0; i < count; ++i) {
      pid_t pid = 0;
      base::Require(posix_spawn(&pid, argv[0], nullptr, nullptr, argv, environ) == 0,
                    "cannot start ", name);
      pids_.push_back(pid);
    }
  }
  ~BusyProcesses() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) waitpid(pid, nullptr, 0);
  }
  BusyProcesses(const BusyProcesses&) = delete;
  BusyProcesses& operator=(const BusyProcesses&) = delete;

 private:
  std::vector<pid_t> pids_;
};

struct Program {
  CodeLanguage language;
  std::string source;
  int spend_ms;
};

// Prints a + b after a fixed amount of work that took `spend_ms` on the machine this was tuned on,
// spent by counting, not by looking at a clock: the work is the same on a busy machine.
Program MakeProgram(int number, double steps_per_ms_cpp, double steps_per_ms_python) {
  const bool python = number % 4 >= 2, slow = number % 2 == 1;
  const int spend_ms = slow ? kLimitMs * (1 + number / 2 % kShares) / 10 : 0;
  const auto steps =
      static_cast<int64_t>(spend_ms * (python ? steps_per_ms_python : steps_per_ms_cpp));
  if (python) {
    return {CodeLanguage::kPython,
            base::StrCat("a, b = map(int, input().split())\nfor i in range(", steps,
                         "): pass\nprint(a + b)  # ", number, "\n"),
            spend_ms};
  }
  return {
      CodeLanguage::kCpp,
      base::StrCat("#include <cstdio>\nint main() { long a, b; std::scanf(\"%ld %ld\", &a, &b);",
                   " for (volatile long i = 0; i < ", steps, "; i = i + 1) {}",
                   " std::printf(\"%ld\\n\", a + b); }\n"),
      spend_ms};
}

CodeProblem Sum() {
  CodeProblem problem;
  problem.limits.run.cpu_ms = kLimitMs;
  problem.tests = {{"1 2\n", "3\n"}};
  return problem;
}

// Steps a millisecond of processor time, of the programs themselves, in the sandbox.
double StepsPerMs(const CodeJudge& judge, bool python) {
  CodeProblem problem = Sum();
  problem.limits.run.cpu_ms = 20'000;
  const Program program = MakeProgram(python ? 3 : 1, 1e6, 1e5);
  const CodeResult result = judge.Judge(problem, {program.language, program.source});
  base::Require(result.verdict == CodeVerdict::kAccepted,
                "cannot measure the machine: ", CodeVerdictName(result.verdict), " ",
                result.message);
  return program.spend_ms * (python ? 1e5 : 1e6) / result.cpu_ms();
}

std::vector<CodeResult> JudgeAll(const CodeJudge& judge, const std::vector<Program>& programs) {
  std::vector<CodeResult> results(programs.size());
  std::atomic<size_t> next = 0;
  const CodeProblem problem = Sum();
  const auto work = [&] {
    for (size_t i = next++; i < programs.size(); i = next++) {
      results[i] = judge.Judge(problem, {programs[i].language, programs[i].source});
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < judge.workers(); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return results;
}

struct Judged {
  std::vector<CodeResult> results;
  double seconds = 0;
};

Judged TimedJudgement(const CodeJudge& judge, const std::vector<Program>& programs) {
  const auto start = std::chrono::steady_clock::now();
  Judged judged{.results = JudgeAll(judge, programs)};
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return judged;
}

void Count(const Program& program, const CodeResult& idle, const CodeResult& busy,
           OverloadCounts* counts) {
  ++counts->programs;
  counts->accepted_idle += idle.verdict == CodeVerdict::kAccepted;
  counts->accepted_busy += busy.verdict == CodeVerdict::kAccepted;
  counts->flaky_idle += idle.flaky();
  counts->flaky_busy += busy.flaky();
  if (idle.verdict == busy.verdict) return;
  ++counts->changed;
  counts->changed_unmarked += !idle.flaky() && !busy.flaky();
  counts->changes.push_back(base::StrCat(
      CodeLanguageName(program.language), ", meant to spend ", program.spend_ms,
      " ms: ", CodeVerdictName(idle.verdict), " in ", idle.cpu_ms(), " ms idle, ",
      CodeVerdictName(busy.verdict), " in ", busy.cpu_ms(), " ms busy (", busy.message, ")"));
}

}  // namespace

OverloadCounts CompareUnderOverload(const OverloadOptions& options) {
  const CodeJudge judge({.workers = options.workers});
  const double cpp = StepsPerMs(judge, false), python = StepsPerMs(judge, true);
  std::vector<Program> programs;
  for (int i = 0; i < options.programs; ++i) programs.push_back(MakeProgram(i, cpp, python));
  const Judged idle = TimedJudgement(judge, programs);
  Judged busy;
  {
    const BusyProcesses others(options.busy);
    busy = TimedJudgement(judge, programs);
  }
  OverloadCounts counts{.busy = options.busy};
  counts.seconds_idle = idle.seconds;
  counts.seconds_busy = busy.seconds;
  for (size_t i = 0; i < programs.size(); ++i) {
    Count(programs[i], idle.results[i], busy.results[i], &counts);
  }
  return counts;
}

std::string OverloadText(const OverloadCounts& counts) {
  std::string text = base::StrCat(
      counts.programs, " correct programs, ", counts.busy, " busy processes\n",
      "idle: ", counts.accepted_idle, " AC, ", counts.flaky_idle, " flaky, ", counts.seconds_idle,
      " s\n", "busy: ", counts.accepted_busy, " AC, ", counts.flaky_busy, " flaky, ",
      counts.seconds_busy, " s\n", "verdicts that differ: ", counts.changed,
      ", of them not marked flaky: ", counts.changed_unmarked, "\n");
  for (const std::string& change : counts.changes) text += "  " + change + "\n";
  return text;
}

base::Json OverloadJson(const OverloadCounts& counts) {
  return {{"programs", counts.programs},
          {"busy", counts.busy},
          {"accepted_idle", counts.accepted_idle},
          {"accepted_busy", counts.accepted_busy},
          {"flaky_idle", counts.flaky_idle},
          {"flaky_busy", counts.flaky_busy},
          {"changed", counts.changed},
          {"changed_unmarked", counts.changed_unmarked},
          {"seconds_idle", counts.seconds_idle},
          {"seconds_busy", counts.seconds_busy},
          {"changes", counts.changes}};
}

}  // namespace r1bench::verifiers
