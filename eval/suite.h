// A suite: named problems to be graded by one kind of verifier, with the hash of what they are.
//
// Either one of ours by name (data/suites: aime_style, math_style, ... generated from a seed;
// codeforces_style the same for any) or a JSONL file of problems (data/SCHEMA.md), such as MATH-500
// or HumanEval.
#ifndef R1BENCH_EVAL_SUITE_H_
#define R1BENCH_EVAL_SUITE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "data/problem.h"
#include "data/suites/registry.h"
#include "eval/problem_kind.h"

namespace r1bench::eval {

struct Suite {
  std::string name;    // "math_style", or the file's name without folder and ending
  std::string path;    // of the file; empty for a suite of ours
  std::string sha256;  // of the file's bytes, or of our problems as JSONL
  bool generated = false;
  uint64_t seed = 0;                        // of a generated suite
  ProblemKind kind = ProblemKind::kAnswer;  // of every problem
  std::vector<data::Problem> problems;
};

struct SuiteOptions {
  int64_t limit = 0;  // the first `limit` problems; 0: all (of a generated suite: `generated`)
  int64_t generated = 200;  // problems of a generated suite
  uint64_t seed = 1;        // of a generated suite
};

// Suites of ours.
std::vector<data::SuiteInfo> NamedSuites();
bool IsNamedSuite(const std::string& name);

// `name`: of a suite of ours, or the path of a JSONL file (absolute, or from the present
// folder). Every problem must have an answer or tests, and all must be of one kind. Throws
// base::Error naming the known suites, or file and line.
Suite LoadSuite(const std::string& name, const SuiteOptions& options);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_SUITE_H_
