// The program behind `bazel run //verifiers:judge -- FILE`. See verifiers/code for what it does.
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/paths.h"
#include "base/progress.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/judge_stream.h"
#include "verifiers/line_reader.h"
#include "verifiers/stream_program.h"
#include "verifiers/write_all.h"

DEFINE_int32(workers, 0, "Programs judged at one time; 0: one for each processor");
DEFINE_string(
    problems, "",
    "JSON file of problems that lines may name: {\"limits\": {...}, \"problems\": {...}}");
DEFINE_string(checkers, "",
              "Folder with the special judges (NAME.cc or NAME.py) of problems in --problems whose "
              "checker is only described there");
DEFINE_bool(stop_at_first, false, "Leave out the tests behind the first that fails");
DEFINE_bool(warm_python, true,
            "Fork an interpreter that has started before, instead of starting one for each test");
DEFINE_bool(rerun, true, "Run again, alone, what ended too near a limit to be sure");
DEFINE_bool(weak, false,
            "Where the kernel refuses user namespaces: go on with weaker isolation. Not for "
            "programs you would not run yourself");
DEFINE_string(cache, "", "Folder of compiled programs; empty: /var/tmp/r1bench-judge-UID");
DEFINE_int32(max_faults, 100, "How many bad lines to describe; 0: all. All are counted");

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxLineBytes = size_t{256} << 20;

constexpr char kManual[] =
    R"MANUAL(judge [FLAGS] [FILE]

Runs programs nobody trusts in a sandbox and says whether they pass their
tests. Reads FILE, or standard input, as JSON Lines:

  {"id": "s1", "language": "python", "source": "print(int(input()) + 1)",
   "tests": [["1\n", "2\n"], ["41\n", "42\n"]]}

and prints one line for each, in the same order:

  {"id": "s1", "verdict": "AC", "first_failing": null, "flaky": false,
   "fraction": 1.0, "cpu_ms": 9.1, "wall_ms": 10.2, "peak_bytes": 9500000,
   "compile_cpu_ms": 0.0, "num_tests": 2, "tests": [{"verdict": "AC", ...}]}

Input
  id             copied
  language       cpp or python
  source         or source_base64, for sources that are not UTF-8
  problem        the name of a problem of --problems; or its members here:
  mode           stdin (default); func: a Python function, or a method of
                 class Solution, called with JSON arguments; humaneval: a
                 Python function, tested by a program
  tests          stdin: [input, output] pairs, or {"input", "output"}
                 func: [[arguments], value] pairs
  fn             func: the function's name
  prompt, entry_point, test
                 humaneval: what stands before the source, the function's
                 name, and source that defines check(candidate)
  checker        exact, tokens (default), lines, float:1e-6, unordered,
                 unordered:lines, yesno; func: typed-json, typed-json:1e-9;
                 {"kind": "special", "language": "cpp", "source": "..."}: a
                 program run as `checker input output answer`, with testlib's
                 exit codes
  limits         {"cpu_s": 2, "wall_s": 7, "memory_mb": 256, ...}
  All members, and what "equal" means, are in verifiers/code/README.md.

Verdicts
  AC accepted, WA wrong answer, PE wrong layout, TLE too slow, MLE too much
  memory, OLE too much output, RE ended badly, CE does not compile, SV killed
  by the sandbox, IE the judge failed. The verdict of a program is that of its
  first failing test. Processor time decides, not the clock. A test that ended
  too near a limit, or was stopped by the clock alone, is run again with
  nothing beside it and marked "flaky".

A bad line is described on standard error with its number, counted and left
out of the output; the others are judged. A summary goes to standard error.

Exit status: 0 every line was judged; 2 some line was bad, or wrong flags;
1 there is no sandbox, or the input cannot be read or the output not written;
130 or 143 stopped by Ctrl-C or SIGTERM.

Examples
  judge submissions.jsonl >verdicts.jsonl
  judge --problems=problems.json --checkers=checkers --workers=4 <lines
  jq -c 'select(.verdict != "AC") | [.id, .verdict, .message]' verdicts.jsonl
)MANUAL";

JudgeOptions OptionsFromFlags() {
  base::RequireUsage(FLAGS_workers >= 0 && FLAGS_workers <= base::kMaxThreads,
                     "expected --workers from 0 to ", base::kMaxThreads, ", got ", FLAGS_workers);
  base::RequireUsage(FLAGS_max_faults >= 0, "expected --max_faults of at least 0, got ",
                     FLAGS_max_faults);
  JudgeOptions options;
  options.workers = FLAGS_workers == 0 ? base::AvailableCores() : FLAGS_workers;
  options.allow_weak = FLAGS_weak;
  options.warm_python = FLAGS_warm_python;
  options.rerun_doubtful = FLAGS_rerun;
  options.cache_folder = base::CallerPath(FLAGS_cache);
  return options;
}

ProblemFile ProblemsFromFlags() {
  base::RequireUsage(FLAGS_checkers.empty() || !FLAGS_problems.empty(),
                     "--checkers goes with --problems; add it");
  if (FLAGS_problems.empty()) return {};
  return ReadProblemFile(base::CallerPath(FLAGS_problems), base::CallerPath(FLAGS_checkers));
}

int JudgeInput(const StreamInput& input, const RequestReader& requests, const CodeJudge& judge) {
  // Results on a terminal are progress enough.
  base::Progress progress("judging, KiB", input.bytes >> 10);
  const bool quiet = isatty(STDOUT_FILENO) == 1;
  FaultReporter report(&progress, FLAGS_max_faults);
  const JudgeSinks sinks = {
      .judge =
          [&](const JudgeRequest& request) {
            return judge.Judge(*request.problem, {request.language, request.source},
                               FLAGS_stop_at_first);
          },
      .write =
          [](std::string_view line) { return WriteAll(STDOUT_FILENO, line, "standard output"); },
      .report = [&](const std::string& message) { report(message); },
      .progress =
          [&](const JudgeCounts& counts, int64_t bytes) {
            if (!quiet) progress.Set(bytes >> 10, base::StrCat(counts.programs, " programs"));
          }};
  LineReader reader(input.fd, input.name, {.max_line_bytes = kMaxLineBytes});
  const JudgeCounts counts = JudgePrograms(requests, judge.workers(), &reader, sinks);
  progress.Clear();
  if (!counts.reader_gone) std::fprintf(stderr, "%s\n", CountsText(counts).c_str());
  return counts.bad > 0 ? 2 : 0;
}

int Run(const std::vector<std::string>& files) {
  const JudgeOptions options = OptionsFromFlags();
  const RequestReader requests(ProblemsFromFlags());
  const StreamInput input = OpenStreamInput(files, "judge", "programs");
  const CodeJudge judge(options);
  std::fprintf(stderr, "%s\n", judge.Describe().c_str());
  return JudgeInput(input, requests, judge);
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) {
  return r1bench::verifiers::MainWithFiles(
      argc, argv, {"judge", "runs untrusted programs on tests", r1bench::verifiers::kManual},
      r1bench::verifiers::Run);
}
