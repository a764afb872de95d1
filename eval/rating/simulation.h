// A simulated field of humans for contests that no human has taken part in.
//
// The model, all of it:
//   * A human's rating is normal, cut off to [lowest, highest], and a whole number. It is both what
//     he was rated before the contest and how well he plays.
//   * He solves a problem of difficulty d with chance 1 / (1 + 10^((d − rating)/400)), each
//     problem by itself.
//   * A solved problem costs 20 · 10^((d − rating)/800) minutes times exp(0.5 · a normal), 1 to
//   120.
//     Problems are solved in their order, one after the other; if the minutes add up to more than
//     the 120 of the contest, all are shortened alike, so that the chances above stay exact.
//   * Before each accepted try he fails a geometric number of times, each with chance 1/4.
//   * Codeforces rules: points · (1 − minute/250) − 50 · failed tries, at least 30 % of the points;
//     ICPC rules: 1, and a penalty of the minute + 10 · failed tries.
//
// With these numbers a contestant drawn by the model is rated as he is, within 50 points from 800
// to 2000 (README.md has the table).
//
// What comes out is a place among such humans. It is not comparable with Codeforces, and whatever
// is made of it says so (kSimulatedNote).
#ifndef R1BENCH_EVAL_RATING_SIMULATION_H_
#define R1BENCH_EVAL_RATING_SIMULATION_H_

#include <cstdint>
#include <string>

#include "eval/rating/contest.h"

namespace r1bench::eval {

inline constexpr char kSimulatedNote[] = "simulated field, not comparable with Codeforces";

// The defaults are a guess at a Div. 2 round, which rates those below 2100.
struct SimulationOptions {
  int64_t humans = 1000;
  double mean = 1400, sd = 350;
  double form_sd = 200;
  bool clock = true;  // false: points and penalties are those of minute 0, as a model's are
  double lowest = 0, highest = 2099;
  uint64_t seed = 1;
};

// "1000 simulated humans, normal(1400, 350) in [0, 2099], form 200, seed 1"
std::string FieldName(const SimulationOptions& options);

// Fills in the rows, best first, and what they are. The same contest's name, problems and options
// give the same rows. Throws base::Error if a problem has no difficulty or the options no humans.
void SimulateField(const SimulationOptions& options, Contest* contest);

// The row of one more contestant of the given rating, drawn as the humans are; `number` tells one
// from another.
Score SimulateRow(const Contest& contest, double rating, const SimulationOptions& options,
                  uint64_t number);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_SIMULATION_H_
