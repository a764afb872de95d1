// From samples to the figures of a suite, with 95 % intervals by bootstrap over problems.
//
// Problems, not responses, are what a benchmark draws, and responses to one problem are dependent;
// so problems are resampled. The percentile bootstrap with 2,000 draws from our own generator: the
// same samples give the same interval. A share that is 0 or 1 for every problem gets Wilson's
// interval instead: 0 of 30 is not known to be 0.
#ifndef R1BENCH_EVAL_SCORE_H_
#define R1BENCH_EVAL_SCORE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/stats.h"
#include "data/problem.h"
#include "eval/sample.h"

namespace r1bench::eval {

struct Figure {
  std::string name;  // "pass@1", "cons@16", "answered", ...
  double value = 0;
  base::Interval interval;
  int64_t n = 0;  // problems
  bool higher_is_better = true;
  std::string unit;  // "share", "tokens"
};

struct Breakdown {
  std::string group;  // "subject: Algebra", "level: 3"
  int64_t n = 0;
  double pass_at_1 = 0;
  base::Interval interval;
};

struct SuiteScore {
  int64_t problems = 0;
  int64_t k = 0;                  // responses a problem
  std::vector<Figure> figures;    // pass@1 first
  std::vector<Breakdown> groups;  // by subject and level, where problems carry them
};

// `samples`: k for each problem, any order. Problems without samples (an interrupted run) are left
// out; the count says so. Throws base::Error if problems have different numbers of samples.
SuiteScore Score(std::span<const data::Problem> problems, std::span<const Sample> samples);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_SCORE_H_
