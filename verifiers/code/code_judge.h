// The judge: runs a program on the tests of a problem, in the sandbox, and says what came of it.
//
//   CodeJudge judge({.workers = 2});            // throws where there is no isolation
//   const CodeResult result = judge.Judge(problem, {CodeLanguage::kPython, source});
//
// Each test is a run of its own: nothing of one test is seen by the next. Expected outputs and
// checkers stay out of the program's box: its output is compared here, a special judge runs in
// another box, and HumanEval's check() in another one that calls the program through a pipe.
#ifndef R1BENCH_VERIFIERS_CODE_CODE_JUDGE_H_
#define R1BENCH_VERIFIERS_CODE_CODE_JUDGE_H_

#include <memory>
#include <string>
#include <string_view>

#include "verifiers/code/code_problem.h"
#include "verifiers/code/code_verdict.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

struct JudgeOptions {
  int workers = 1;             // runs at one time
  bool allow_weak = false;     // go on where there are no namespaces (never for rewards)
  bool warm_python = true;     // fork a started interpreter instead of starting one for each test
  bool rerun_doubtful = true;  // run again, alone, what ended too near a limit (TestOutcome::flaky)
  std::string cache_folder = {};  // of compiled programs; "": CodeCache::DefaultFolder()
};

struct Submission {
  CodeLanguage language = CodeLanguage::kCpp;
  std::string_view source;
};

// How a program looks, without running it.
struct LintResult {
  bool parses = false;       // compiles, as far as the front end goes
  bool failed = false;       // the sandbox failed; says nothing about the program
  int warnings = 0;          // 0: clean
  std::string message = {};  // what the compiler said
};

// Thread-safe: as many threads as workers may judge at one time, more will wait.
class CodeJudge {
 public:
  // Throws base::Error where the sandbox or the cache folder cannot be had.
  explicit CodeJudge(const JudgeOptions& options);
  ~CodeJudge();
  CodeJudge(const CodeJudge&) = delete;
  CodeJudge& operator=(const CodeJudge&) = delete;

  // Never throws for any source. Throws base::Error for a problem that this language cannot solve:
  // functions and HumanEval are for Python. With `stop_at_first` the tests behind the first that
  // fails are left out. Throws base::Interrupted, between two tests, after Ctrl-C.
  CodeResult Judge(const CodeProblem& problem, const Submission& submission,
                   bool stop_at_first = false) const;

  // g++ -Wall -Wextra, or Python's compile() with its warnings.
  LintResult Lint(const CodeLimits& limits, const Submission& submission) const;

  int workers() const;
  Isolation isolation() const;
  // One line for reports: the sandbox and the compiler.
  std::string Describe() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Throws base::Error, beginning with `where`, unless the language can solve this kind of problem.
void RequireLanguage(CodeMode mode, CodeLanguage language, std::string_view where);

// What a call of a function came to: `output` is that of drivers/call_function.py.
CheckOutcome CheckValue(const Checker& checker, const TypedValue& expected,
                        std::string_view output);

// The verdict of HumanEval's two sides: the candidate's run, already assessed, and the other's.
TestOutcome CombineSides(TestOutcome candidate, const BoxResult& check);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CODE_JUDGE_H_
