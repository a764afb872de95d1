// One line for the judge program: a program and what to judge it by, as JSON.
#ifndef R1BENCH_VERIFIERS_CODE_JUDGE_REQUEST_H_
#define R1BENCH_VERIFIERS_CODE_JUDGE_REQUEST_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "verifiers/code/code_problem.h"
#include "verifiers/code/code_verdict.h"

namespace r1bench::verifiers {

struct JudgeRequest {
  base::Json id;  // as given
  CodeLanguage language = CodeLanguage::kCpp;
  std::string source;
  std::shared_ptr<const CodeProblem> problem;
};

// Reads lines
//
//   {"id": ..., "language": "cpp" | "python", "source": "..." | "source_base64": "...",
//    "problem": "name", or the members of a problem itself: "mode", "tests", "checker", "limits"}
//
// "limits" beside "problem" replaces those of the problem one by one. Thread-safe.
class RequestReader {
 public:
  explicit RequestReader(ProblemFile problems) : problems_(std::move(problems)) {}

  // Throws base::Error with what is wrong with the line and what to do.
  JudgeRequest Read(std::string_view line) const;

 private:
  std::shared_ptr<const CodeProblem> ProblemOf(const base::Json& json) const;

  ProblemFile problems_;
};

// The answer: {"id", "verdict", "tests": [...], "cpu_ms", ...} on one line, without a newline.
std::string ResultLine(const JudgeRequest& request, const CodeResult& result);

// Throws base::Error for what is not base64 (RFC 4648, with padding).
std::string DecodeBase64(std::string_view text);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_JUDGE_REQUEST_H_
