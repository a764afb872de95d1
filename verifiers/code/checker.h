// Checkers: is this output a right answer? Those that are plain comparisons; a special judge, a
// program of its own, is run by judge.h.
//
// Outputs are any bytes of any length (the sandbox caps them). Blanks are space, tab, line feed,
// vertical tab, form feed and carriage return; a NUL byte or a byte order mark is none, so it makes
// a token wrong.
//
// Comparison of numbers: a number is what is written in decimal, whole token, with an optional
// exponent ("-1.5e3", ".5"; no "0x10", no "1_000"). It agrees with the expected one when they
// differ by at most `absolute`, or by at most `relative` times the size of the expected one. "nan"
// and "inf" are no numbers: such a token is right only where the expected output has the same.
// (testlib and DMOJ do it so, except that DMOJ never takes them.)
#ifndef R1BENCH_VERIFIERS_CODE_CHECKER_H_
#define R1BENCH_VERIFIERS_CODE_CHECKER_H_

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "verifiers/code/code_verdict.h"

namespace r1bench::verifiers {

enum class CheckerKind {
  kExact,           // the same bytes
  kTokens,          // the same tokens; any blanks between them
  kLines,           // the same lines, but for blanks at their ends and blank lines at the end
  kFloat,           // tokens; those that are numbers agree within a tolerance
  kUnordered,       // the same tokens in any order
  kUnorderedLines,  // the same lines (as tokens) in any order
  kYesNo,           // tokens; "yes" and "no" in any case
  kTyped,           // values of function calls (typed_value.h)
  kSpecial,         // a program decides
};

struct Checker {
  CheckerKind kind = CheckerKind::kTokens;
  double absolute = 0;  // tolerances of kFloat and kTyped
  double relative = 0;
  bool tuples_as_lists = false;  // kTyped: a tuple equals a list with the same items

  // kSpecial: run as `checker input output answer`, with testlib's exit codes.
  std::string language = {};                        // "cpp" or "python"
  std::string source = {};                          //
  std::map<std::string, std::string> headers = {};  // more files for its compilation: testlib.h
};

// From JSON: a text ("exact", "tokens", "lines", "float:1e-6", "float:abs=1e-6,rel=1e-9",
// "unordered", "unordered:lines", "yesno", "typed-json", "typed-json:1e-9"), or an object
// {"kind": "float", "absolute": 1e-6, "relative": 1e-6} or {"kind": "special", "language": "cpp",
// "source": "...", "headers": {"testlib.h": "..."}}. One tolerance stands for both; "float" alone
// is "float:1e-6". Throws base::Error, beginning with `where`, for anything else.
Checker ParseChecker(const base::Json& json, std::string_view where);

struct CheckOutcome {
  CodeVerdict verdict = CodeVerdict::kInternalError;
  double points = 0;
  std::string message = {};  // the first difference; quotes at most some bytes of the output
};

// For every kind but kTyped and kSpecial. kExact and kLines say PE where the tokens are right.
CheckOutcome CheckOutput(const Checker& checker, std::string_view expected,
                         std::string_view output);

// What a special judge's end means. testlib: 0 right, 1 wrong, 2 presentation, 3 the judge's own
// fault, 4 extra output (presentation), 7 points ("points 0.5" in its message), 8 unexpected end
// of the output (wrong). Anything else is the judge's own fault too.
CheckOutcome SpecialOutcome(int exit_code, std::string_view message);

// At most `max_bytes` of `text` on one line and in quotes, all but printable ASCII escaped.
std::string Excerpt(std::string_view text, size_t max_bytes = 40);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CHECKER_H_
