#include "eval/rating/difficulty.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "base/error.h"

namespace r1bench::eval {
namespace {

constexpr double kScale = std::numbers::ln10 / 400;
constexpr double kPrecision = 1e-9;

Field Difficulties(std::span<const SolvedProblem> problems) {
  std::vector<double> difficulties;
  for (const SolvedProblem& problem : problems) difficulties.push_back(problem.difficulty);
  return Field(difficulties);
}

double Unsolved(std::span<const SolvedProblem> problems) {
  double unsolved = 0;
  for (const SolvedProblem& problem : problems) {
    base::Require(problem.solved >= 0 && problem.solved <= 1,
                  "expected a share of solving responses from 0 to 1, got ", problem.solved);
    unsolved += 1 - problem.solved;
  }
  return unsolved;
}

}  // namespace

// The gradient of the likelihood is zero where the expected number of problems that "win" is the
// number of unsolved ones: the equation of a place among the problems.
ClampedRating LikeliestRating(std::span<const SolvedProblem> problems) {
  return RatingOfPlace(Difficulties(problems), 1 + Unsolved(problems));
}

// Bisection of the posterior's gradient, which falls strictly.
PosteriorRating MostProbableRating(std::span<const SolvedProblem> problems,
                                   const NormalPrior& prior) {
  base::Require(prior.sd > 0 && std::isfinite(prior.sd), "expected a prior's sd above 0, got ",
                prior.sd);
  const Field field = Difficulties(problems);
  const double unsolved = Unsolved(problems);
  const double variance = prior.sd * prior.sd;
  const auto gradient = [&](double rating) {
    return kScale * (field.ExpectedAhead(rating) - unsolved) - (rating - prior.mean) / variance;
  };
  // Each problem pulls by less than kScale.
  const double reach = kScale * variance * static_cast<double>(problems.size());
  double lo = prior.mean - reach, hi = prior.mean + reach;
  while (hi - lo > kPrecision) {
    const double middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) break;  // neighbouring numbers
    (gradient(middle) > 0 ? lo : hi) = middle;
  }
  PosteriorRating posterior;
  posterior.rating = (lo + hi) / 2;
  const double information = -kScale * field.ExpectedAheadSlope(posterior.rating) + 1 / variance;
  posterior.sd = 1 / std::sqrt(information);
  return posterior;
}

}  // namespace r1bench::eval
