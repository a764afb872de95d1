// A contest with the humans' standings, and what a model did in it.
#ifndef R1BENCH_EVAL_RATING_CONTEST_H_
#define R1BENCH_EVAL_RATING_CONTEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eval/rating/standings.h"

namespace r1bench::eval {

struct ContestProblem {
  std::string id;                    // "A", ...
  std::optional<double> points;      // Codeforces rules; none: ICPC rules (standings.h)
  std::optional<double> difficulty;  // its rating, where known
};

struct HumanRow {
  Score score;
  std::optional<double> rating;  // before the contest; none: unrated
};

struct Contest {
  std::string name;
  std::vector<ContestProblem> problems;
  std::vector<HumanRow> rows;  // in the order of the standings, best first
  bool simulated = false;      // the rows are drawn from a model (simulation.h)
  std::string field;           // what the rows are, a phrase for reports; may be empty
};

// The model's responses to each problem of a contest in the order in which they were made, 1 where
// it was accepted; empty: the problem was not tried.
using Attempts = std::vector<std::vector<uint8_t>>;

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_CONTEST_H_
