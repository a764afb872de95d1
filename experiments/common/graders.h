// Who judges the responses to a suite, and the words in which it is asked.
#ifndef R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_
#define R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_

#include <memory>

#include "eval/problem_kind.h"
#include "verifiers/verifier.h"

namespace r1bench::experiments {

// The math verifier for answers.
// Throws base::Error for problems that nothing here can judge.
std::shared_ptr<const verifiers::Verifier> MakeVerifier(eval::ProblemKind kind);

// Name of the built-in template: "boxed", "code" or "code_function".
const char* DefaultTemplate(eval::ProblemKind kind);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_GRADERS_H_
