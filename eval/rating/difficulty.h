// A rating from which problems were solved and how hard they are, without any standings: also right
// where there is no contest.
//
// The chance to solve a problem of difficulty d is that of winning against a contestant rated d.
// Codeforces puts a problem's rating where half of the contestants of that rating solve it, so this
// measures solving without a clock or penalties: it is another quantity than the rating of a place
// and must not be averaged with one. (The form of LiveCodeBench-Pro, arXiv 2506.11928; its prior
// is not published, ours is stated here.)
#ifndef R1BENCH_EVAL_RATING_DIFFICULTY_H_
#define R1BENCH_EVAL_RATING_DIFFICULTY_H_

#include <span>

#include "eval/rating/field.h"

namespace r1bench::eval {

struct SolvedProblem {
  double difficulty = 0;
  double solved = 0;  // 0 or 1, or the share of several responses that solve it
};

// Of the likelihood alone. All solved, or none: clamped, as RatingOfPlace says.
ClampedRating LikeliestRating(std::span<const SolvedProblem> problems);

struct NormalPrior {
  double mean = 1500, sd = 500;
};

struct PosteriorRating {
  double rating = 0;  // where the posterior is highest
  double sd = 0;      // from its curvature there; takes the problems for independent
};
// Always finite. Throws base::Error for a share outside 0..1 or an sd that is not above 0.
PosteriorRating MostProbableRating(std::span<const SolvedProblem> problems,
                                   const NormalPrior& prior = {});

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_DIFFICULTY_H_
