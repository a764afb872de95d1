// The program in a model's response.
#ifndef R1BENCH_VERIFIERS_CODE_EXTRACT_CODE_H_
#define R1BENCH_VERIFIERS_CODE_EXTRACT_CODE_H_

#include <optional>
#include <string>
#include <string_view>

#include "verifiers/code/code_problem.h"

namespace r1bench::verifiers {

struct ExtractedCode {
  CodeLanguage language = CodeLanguage::kCpp;
  std::string source;
};

// The last fenced block behind the last "</think>" whose language is known:
//
//   ```python
//   print(sum(map(int, input().split())))
//   ```
//
// A fence is a line of three or more backticks, or tildes, and the block ends at a line of at least
// as many of the same. Behind the opening fence stands the language: "cpp", "c++", "cc", "cxx",
// "python", "python3" or "py", in any case. Without a name the language is C++ if a line begins
// with "#include", else Python. Blocks in other languages are passed over (a program is often
// followed by its output), and so is a block without an end, or thinking without one: a response
// that was cut off states no program.
std::optional<ExtractedCode> ExtractCode(std::string_view response);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_EXTRACT_CODE_H_
