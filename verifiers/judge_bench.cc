// Speed of the judge beside the bare process, and what a busy machine does to its verdicts.
//
//   bazel run -c opt //verifiers:judge_bench                  # speed
//   bazel run -c opt //verifiers:judge_bench -- --overload    # verdicts, idle and busy
#include <fcntl.h>
#include <gflags/gflags.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/main.h"
#include "base/paths.h"
#include "base/run_info.h"
#include "base/testing.h"
#include "tools/bench/process.h"
#include "tools/bench/table.h"
#include "verifiers/bench_overload.h"
#include "verifiers/code/code_cache.h"
#include "verifiers/code/cpp_compiler.h"
#include "verifiers/sandbox/sandbox.h"

DEFINE_int32(workers, 2, "Runs at one time");
DEFINE_double(seconds, 4, "How long each figure is measured, at least");
DEFINE_bool(overload, false,
            "Instead: verdicts on correct programs, idle and beside --busy processes");
DEFINE_int32(programs, 500, "With --overload: how many programs");
DEFINE_int32(busy, 8, "With --overload: processes that keep the processors busy");
DEFINE_string(json, "", "File to write the figures to; empty: none");

extern char** environ;

namespace r1bench::verifiers {
namespace {

constexpr char kManual[] =
    R"(Runs trivial programs as bare processes (posix_spawn) and in the sandbox, in
turns, and prints runs a second and their ratio, the overhead of one run, and
C++ compiles a second with the precompiled header.

With --overload it judges correct programs, half of them slow but within their
limit, first with the machine to itself and then beside --busy processes that
never rest, and prints how many verdicts differ and how many were marked flaky.

The machine should be quiet; a line at the end says how much others took.
)";

constexpr int kTurns = 4;  // of bare and boxed slices, against drift
constexpr char kTrue[] = "/usr/bin/true";

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void RunBare(const std::vector<std::string>& argv) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = 0;
  base::Require(
      posix_spawn(&pid, argv[0].c_str(), nullptr, nullptr, arguments.data(), environ) == 0,
      "cannot start ", argv[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  base::Require(WIFEXITED(status) && WEXITSTATUS(status) == 0, argv[0], " failed");
}

void RunBoxed(BoxPool* pool, const BoxRun& run) {
  const BoxResult result = pool->Run(run);
  base::Require(result.outcome == BoxOutcome::kExited && result.exit_code == 0, run.argv[0],
                " in the sandbox: ", BoxOutcomeName(result.outcome), " ", result.message,
                result.error);
}

// Calls of `run` a second on `threads` threads over `seconds`. Throws what `run` threw.
double Rate(int threads, double seconds, const std::function<void()>& run) {
  std::atomic<int64_t> count = 0;
  const Clock::time_point start = Clock::now();
  const auto work = [&] {
    for (; SecondsSince(start) < seconds; ++count) run();
  };
  std::vector<std::future<void>> others;
  for (int i = 0; i < threads; ++i) others.push_back(std::async(std::launch::async, work));
  for (std::future<void>& other : others) other.get();
  return static_cast<double>(count) / SecondsSince(start);
}

double MedianSeconds(double seconds, const std::function<void()>& run) {
  std::vector<double> times;
  const Clock::time_point start = Clock::now();
  while (SecondsSince(start) < seconds) {
    const Clock::time_point begin = Clock::now();
    run();
    times.push_back(SecondsSince(begin));
  }
  std::nth_element(times.begin(), times.begin() + std::ssize(times) / 2, times.end());
  return times[times.size() / 2];
}

struct Pair {
  double bare = 0, boxed = 0;
};

// Means over turns of one after the other, so that both see the same machine.
Pair InTurns(const std::function<double(double seconds)>& bare,
             const std::function<double(double seconds)>& boxed) {
  Pair sum;
  for (int turn = 0; turn < kTurns; ++turn) {
    sum.bare += bare(FLAGS_seconds / kTurns) / kTurns;
    sum.boxed += boxed(FLAGS_seconds / kTurns) / kTurns;
  }
  return sum;
}

BoxRun NativeRun() {
  BoxRun run;
  run.argv = {"true"};
  run.files = {{"true", SharedBytes::Make(base::ReadFile(kTrue)), /*executable=*/true}};
  return run;
}

BoxRun PythonRun(bool warm) {
  BoxRun run;
  run.argv = {"main.py"};
  if (!warm) run.argv = {"/usr/bin/python3", "-I", "-S", "main.py"};
  run.files = {{"main.py", SharedBytes::Make("pass\n")}};
  run.warm_python = warm;
  return run;
}

class Report {
 public:
  void Add(const std::string& name, const std::string& unit, const Pair& pair,
           const std::string& comparison, const std::string& wanted) {
    table_.AddRow({name, unit, bench::FormatNumber(pair.bare), bench::FormatNumber(pair.boxed),
                   comparison, wanted});
    json_.push_back({{"name", name}, {"unit", unit}, {"bare", pair.bare}, {"boxed", pair.boxed}});
  }
  void AddRates(const std::string& name, const Pair& pair, const std::string& wanted) {
    Add(name, "runs/s", pair, bench::FormatRatio(pair.boxed / pair.bare), wanted);
  }
  std::string Text() const { return table_.Text(); }
  const base::Json& json() const { return json_; }

 private:
  bench::Table table_{{"what", "unit", "bare", "sandbox", "ratio or difference", "wanted"}};
  base::Json json_ = base::Json::array();
};

void MeasureRuns(int workers, Report* report) {
  BoxPool pool({.workers = workers, .allow_weak = false, .shared_folder = ""});
  std::printf("%s\n\n", pool.Describe().c_str());
  const auto rates = [&](const std::vector<std::string>& bare, const BoxRun& run) {
    return InTurns(
        [&](double seconds) { return Rate(workers, seconds, [&] { RunBare(bare); }); },
        [&](double seconds) { return Rate(workers, seconds, [&] { RunBoxed(&pool, run); }); });
  };
  const base::TempDir folder;
  const std::string script = folder.Write("main.py", "pass\n");
  const std::vector<std::string> python = {"/usr/bin/python3", "-I", "-S", script};
  const std::string suffix = base::StrCat(", ", workers, " workers");
  report->AddRates("/usr/bin/true" + suffix, rates({kTrue}, NativeRun()), "0.45x");
  report->AddRates("python3 -I -S" + suffix, rates(python, PythonRun(false)), "0.75x");
  report->AddRates("warmed interpreter" + suffix, rates(python, PythonRun(true)), "600 runs/s");
}

void MeasureOverhead(Report* report) {
  BoxPool one({.workers = 1, .allow_weak = false, .shared_folder = ""});
  const BoxRun run = NativeRun();
  Pair median =
      InTurns([&](double seconds) { return MedianSeconds(seconds, [&] { RunBare({kTrue}); }); },
              [&](double seconds) { return MedianSeconds(seconds, [&] { RunBoxed(&one, run); }); });
  median.bare *= 1e3;
  median.boxed *= 1e3;
  report->Add("/usr/bin/true, median of one", "ms", median,
              "+" + bench::FormatNumber(median.boxed - median.bare), "+0.8");
}

void MeasureCompiles(int workers, Report* report) {
  const base::TempDir folder;
  base::Require(chmod(folder.path().c_str(), 0755) == 0, "cannot open ", folder.path());
  CodeCache cache(folder.File("cache"));
  BoxPool pool({.workers = workers, .allow_weak = false, .shared_folder = cache.shared_folder()});
  CppCompiler compiler(&pool, &cache);
  std::atomic<int> number = 0;
  const auto compile = [&] {
    const std::string source =
        base::StrCat("#include <bits/stdc++.h>\nint main() { int a, b; std::cin >> a >> b; ",
                     "std::cout << a + b + ", number++, " << std::endl; }\n");
    const CompileOutcome outcome = compiler.Compile({.source = source}, {});
    base::Require(outcome.binary != nullptr, "a program does not compile: ", outcome.message);
  };
  compile();  // makes the precompiled header
  const Pair pair = {.bare = 0, .boxed = Rate(workers, 2 * FLAGS_seconds, compile)};
  report->Add(base::StrCat("bits/stdc++.h compiled, ", workers, " workers"), "compiles/s", pair,
              "-", "7 compiles/s");
}

void WriteJson(base::Json figures) {
  if (FLAGS_json.empty()) return;
  const base::Json json = {{"program", "judge_bench"},
                           {"run", base::ToJson(base::CollectRunInfo())},
                           {"figures", std::move(figures)}};
  base::WriteFileAtomic(base::CallerPath(FLAGS_json), base::JsonText(json, 1) + "\n");
}

int MeasureSpeed() {
  const bench::OthersClock others;
  Report report;
  // Each pool ends before the next figure: its processes count as ours once they have ended.
  MeasureRuns(FLAGS_workers, &report);
  MeasureOverhead(&report);
  MeasureCompiles(FLAGS_workers, &report);
  std::printf("%s\n%s\n", report.Text().c_str(), bench::OthersText(others.Share()).c_str());
  WriteJson(report.json());
  return 0;
}

int MeasureOverload() {
  const OverloadCounts counts = CompareUnderOverload(
      {.programs = FLAGS_programs, .busy = FLAGS_busy, .workers = FLAGS_workers});
  std::printf("%s", OverloadText(counts).c_str());
  WriteJson(OverloadJson(counts));
  return 0;
}

int Run() {
  base::RequireUsage(
      FLAGS_workers >= 1 && FLAGS_seconds > 0 && FLAGS_programs >= 1 && FLAGS_busy >= 1,
      "expected --workers, --programs and --busy of at least 1 and --seconds above 0");
  return FLAGS_overload ? MeasureOverload() : MeasureSpeed();
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv,
      {"judge_bench", "measures the code judge beside bare processes", r1bench::verifiers::kManual},
      r1bench::verifiers::Run);
}
