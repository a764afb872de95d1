// One problem: what a model is asked and, where there is one, the answer it is graded against.
//
// Problems come from JSONL files (data/dataset.h, format in data/SCHEMA.md) and from generators
// (data/suites, data/micro). Fields that only some graders need (entry_point, test, tests,
// choices, ...) stay in `extra` as JSON, so a new kind of benchmark needs no change here.

#ifndef R1BENCH_DATA_PROBLEM_H_
#define R1BENCH_DATA_PROBLEM_H_

#include <string>

#include "base/json.h"

namespace r1bench::data {

struct Problem {
  std::string id;                           // unique within its file or suite
  std::string problem;                      // the statement, UTF-8, may hold LaTeX; never empty
  std::string answer;                       // reference answer; empty: none (tests decide)
  std::string source;                       // where it comes from, free text; may be empty
  std::string subject;                      // e.g. "Algebra"; may be empty
  int level = 0;                            // difficulty, 1 is easiest; 0: unknown
  base::Json extra = base::Json::object();  // every other field of the line, untouched

  bool has_answer() const { return !answer.empty(); }
};

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_PROBLEM_H_
