// What the judge says about a program: one verdict for each test, and one for all of them.
//
// The first that applies, in this order: IE, CE, OLE, MLE, TLE, RE, SV, and of the checker's three
// AC, PE, WA. So a program that printed the right answer and then ran out of memory is MLE. An IE
// says nothing about the program.
#ifndef R1BENCH_VERIFIERS_CODE_CODE_VERDICT_H_
#define R1BENCH_VERIFIERS_CODE_CODE_VERDICT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace r1bench::verifiers {

enum class CodeVerdict {
  kAccepted,           // AC
  kWrongAnswer,        // WA
  kPresentationError,  // PE: the right tokens in the wrong layout
  kTimeLimit,          // TLE: processor time, or the much looser wall time
  kMemoryLimit,        // MLE
  kOutputLimit,        // OLE: more output than allowed, never a truncated answer
  kRuntimeError,       // RE: a signal, an exit status other than 0, or no result
  kCompileError,       // CE
  kSandboxViolation,   // SV: killed for a forbidden system call
  kInternalError,      // IE: the judge itself failed
};
inline constexpr int kCodeVerdicts = 10;

const char* CodeVerdictName(CodeVerdict verdict);  // "AC", "WA", ...

// One test of one program.
struct TestOutcome {
  CodeVerdict verdict = CodeVerdict::kInternalError;
  double points = 0;         // 0 to 1: 1 for AC; between them only by a special judge's decision
  double cpu_ms = 0;         // user and system time of all its processes
  double wall_ms = 0;        //
  int64_t peak_bytes = 0;    // memory
  int64_t output_bytes = 0;  // standard output
  double load = 0;           // of the machine, when the run ended
  std::string message = {};  // why, one line for a person; may quote the program's output
  // The first run was too near a limit, or too slow by the clock alone, to be trusted: these are
  // the figures of a second run with no other beside it. `first` is the verdict of the first run.
  bool flaky = false;
  CodeVerdict first = CodeVerdict::kInternalError;
};

// All tests of one program.
struct CodeResult {
  CodeVerdict verdict = CodeVerdict::kInternalError;  // AC, or that of the first failing test
  int first_failing = -1;                             // index in `tests`; -1: none, or not run
  std::string message = {};                           // of that test; for CE what the compiler said
  std::vector<TestOutcome> tests = {};                // in order; may end at the first failing one
  int num_tests = 0;                                  // of the problem, run or not
  double compile_cpu_ms = 0;                          // 0: not compiled, or taken from the cache

  double cpu_ms() const;       // the largest of the tests
  double wall_ms() const;      // the largest of the tests
  int64_t peak_bytes() const;  // the largest of the tests
  bool flaky() const;          // any of the tests
  // Sum of the points over all tests of the problem, those that were not run included, as a share.
  double fraction() const;
};

// {"verdict", "tests": [{"verdict", "cpu_ms", ...}], "cpu_ms", "wall_ms", "peak_bytes", ...}
base::Json ToJson(const CodeResult& result);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CODE_VERDICT_H_
