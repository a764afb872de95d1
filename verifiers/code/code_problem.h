// What a program is judged by: mode, tests, checker and limits. README.md has the format.
#ifndef R1BENCH_VERIFIERS_CODE_CODE_PROBLEM_H_
#define R1BENCH_VERIFIERS_CODE_CODE_PROBLEM_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "data/problem.h"
#include "verifiers/code/checker.h"
#include "verifiers/code/typed_value.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

enum class CodeMode {
  kStdin,      // a program: standard input in, standard output out
  kFunction,   // a Python function, or a method of class Solution: arguments in, a value out
  kHumanEval,  // a Python function, called by a test program `check(candidate)`
};
const char* CodeModeName(CodeMode mode);  // "stdin", "func", "humaneval"

enum class CodeLanguage { kCpp, kPython };
const char* CodeLanguageName(CodeLanguage language);  // "cpp", "python"
// "cpp", "c++", "python". Throws base::Error, beginning with `where`, for another name.
CodeLanguage ParseCodeLanguage(std::string_view name, std::string_view where);

struct CodeLimits {
  BoxLimits run;
  double python_factor = 1;  // times the CPU and wall limits of `run`, for Python
  BoxLimits compile = {.cpu_ms = 10'000,
                       .wall_ms = 15'000,
                       .memory_bytes = int64_t{1} << 30,
                       .file_bytes = int64_t{64} << 20,
                       .tmpfs_bytes = int64_t{256} << 20,
                       .open_files = 256};
  std::vector<std::string> compiler = {"g++", "-O2", "-std=c++17", "-pipe"};

  BoxLimits RunLimits(CodeLanguage language) const;
};

// {"cpu_s", "wall_s", "memory_mb", "output_kb", "stderr_kb", "file_mb", "tmpfs_mb", "pids",
// "nofile", "python_factor", "compile": {the same names, "message_kb", "flags": "g++ -O2 ..."}};
// "cpu_ms", "wall_ms" and "memory_bytes" are understood too. What is missing is taken from
// `defaults`; other members are ignored.
// Throws base::Error, beginning with `where`, for values that are not positive.
CodeLimits ParseCodeLimits(const base::Json& json, const CodeLimits& defaults,
                           std::string_view where);

struct CodeTest {
  std::string input;     // kFunction: a JSON list of arguments
  std::string expected;  // kFunction: the value, as typed_value.h writes it
};

struct CodeProblem {
  CodeMode mode = CodeMode::kStdin;
  CodeLimits limits = {};
  Checker checker = {};
  std::vector<CodeTest> tests = {};     // kStdin, kFunction
  std::string function = {};            // kFunction: its name
  std::string prompt = {};              // kHumanEval: stands before the program
  std::string entry_point = {};         // kHumanEval: name of the candidate
  std::string check = {};               // kHumanEval: source that defines check(candidate)
  std::vector<TypedValue> values = {};  // kFunction: the tests' `expected`, read

  int num_tests() const;  // kHumanEval has one
};

// From one object of the format. Throws base::Error, beginning with `where`, if it cannot be judged
// by: no tests, a checker that does not fit the mode, a value that cannot be read.
CodeProblem ParseCodeProblem(const base::Json& json, const CodeLimits& defaults,
                             std::string_view where);

// From a data set's problem: its fields in `extra`, and its statement as the prompt where
// "entry_point" and "test" make it HumanEval's kind.
CodeProblem CodeProblemOf(const data::Problem& problem, const CodeLimits& defaults = {});

// A file {"limits": {...}, "problems": {"name": {...}, ...}}: limits for all, problems by name.
// A special judge that is only described there ("special: ...") is read from
// `checkers`/NAME.cc or .py; a problem whose judge is not there is not in the result but in
// `faults`.
struct ProblemFile {
  CodeLimits limits;
  std::map<std::string, CodeProblem> problems;
  std::map<std::string, std::string> faults;  // why not, by name
};
ProblemFile ReadProblemFile(const std::string& path, const std::string& checkers);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CODE_PROBLEM_H_
