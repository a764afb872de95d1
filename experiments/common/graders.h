// Who judges the responses to a suite, and the words in which it is asked.
#ifndef R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_
#define R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_

#include <memory>
#include <string>

#include "eval/problem_kind.h"
#include "verifiers/verifier.h"

namespace r1bench::experiments {

struct Grader {
  std::shared_ptr<const verifiers::Verifier> verifier;
  int judges = 0;       // threads that it can keep busy beside the caller's (RunSuiteOptions)
  std::string sandbox;  // what runs programs, for reports; empty: nothing does
};

// The math verifier for answers; for programs the code verifier with a sandbox of its own, a box a
// processor. Throws base::Error with the remedy where the sandbox cannot be had; `weak_sandbox`
// goes on without namespaces then.
Grader MakeGrader(eval::ProblemKind kind, bool weak_sandbox = false);

// Name of the built-in template: "boxed", "code" or "code_function".
const char* DefaultTemplate(eval::ProblemKind kind);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_
