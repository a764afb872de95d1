// What a problem asks for, which decides who judges the response.
#ifndef R1BENCH_EVAL_PROBLEM_KIND_H_
#define R1BENCH_EVAL_PROBLEM_KIND_H_

#include "data/problem.h"

namespace r1bench::eval {

enum class ProblemKind {
  kAnswer,    // one that equals the reference answer
  kProgram,   // a program that reads standard input: "tests" in extra
  kFunction,  // a function: "test" and "entry_point", or "fn" and "tests" in extra
};

ProblemKind KindOf(const data::Problem& problem);

// Programs and functions are run, not compared.
inline bool IsCode(ProblemKind kind) { return kind != ProblemKind::kAnswer; }

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_PROBLEM_KIND_H_
