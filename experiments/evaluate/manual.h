// The text of `evaluate --help`.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_MANUAL_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_MANUAL_H_

namespace r1bench::evaluate {

inline constexpr char kManual[] =
    R"(Asks a model every problem of a suite k times, grades the answers and
prints pass@1 as the DeepSeek-R1 report defines it (the mean over k
responses), pass@k, cons@k (majority vote), how many responses held an
answer, how long they were and how many were cut off, each with a 95 %
interval by bootstrap over problems, with the report's figure beside it
where it has one.

Without data
  evaluate --suite=math_style --limit=20     problems generated from a seed
  evaluate --list                            what suites and models there are

Programs, run in a sandbox (needs user namespaces), rated by contests
  evaluate --suite=codeforces_style --k=8    30 problems, five contests
  The contests' humans are simulated: the rating says nothing about
  Codeforces. JSONL files with tests in place of answers work too.

With data (JSONL, one problem a line: id, problem, answer)
  evaluate --suite=math500.jsonl,aime2024.jsonl --k=4
  MATH-500 is published under the MIT licence in openai/prm800k; AIME
  problems are the MAA's. data/SCHEMA.md has the format, and
  `bazel run //data:validate_dataset -- FILE` says what is wrong with a file.

Completions made elsewhere, or old ones after a change of the verifier
  evaluate --suite=math500.jsonl --completions=outputs.jsonl --k=4
  Each line: {"id": "...", "completions": ["...", "..."]}; or the
  samples.jsonl of an earlier run of one suite.

An interrupted evaluation goes on with --resume=FOLDER: responses that were
finished are kept, and the rest are what they would have been. It needs the
same suites, model and verifier. An evaluation has one seed (--seeds=1); its
intervals come from the problems.

Output
  runs/evaluate/<time>-<config>/ holds report.html, report.md, report.json,
  samples.jsonl (every response with its verdict), config.flags and, for
  suites in contests, rating.json. Its path is the last line printed.

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM.
)";

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_MANUAL_H_
