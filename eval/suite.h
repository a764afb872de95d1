// A suite: named problems to be graded by one kind of verifier, with the hash of what they are.
//
// Either made by us (data/suites: aime_style, math_style, ...) or a JSONL file of problems
// (data/SCHEMA.md), such as MATH-500 or HumanEval.
#ifndef R1BENCH_EVAL_SUITE_H_
#define R1BENCH_EVAL_SUITE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "data/problem.h"
#include "eval/problem_kind.h"

namespace r1bench::eval {

struct Suite {
  std::string name;    // "math_style", or the file's name without folder and ending
  std::string path;    // of the file; empty for a generated suite
  std::string sha256;  // of the file's bytes, or of the generated problems as JSONL
  uint64_t seed = 0;   // of a generated suite
  ProblemKind kind = ProblemKind::kAnswer;  // of every problem
  std::vector<data::Problem> problems;
};

struct SuiteOptions {
  int64_t limit = 0;  // the first `limit` problems; 0: all (of a generated suite: `generated`)
  int64_t generated = 200;  // problems of a generated suite
  uint64_t seed = 1;        // of a generated suite
};

// `name`: a generated suite's name, or the path of a JSONL file (absolute, or from the present
// folder). Every problem must have an answer or tests, and all must be of one kind. Throws
// base::Error naming the known suites, or file and line.
Suite LoadSuite(const std::string& name, const SuiteOptions& options);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_SUITE_H_
