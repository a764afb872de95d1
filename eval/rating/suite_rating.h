// The rating of a suite whose problems stand in contests, such as codeforces_style: places among a
// simulated field of humans.
#ifndef R1BENCH_EVAL_RATING_SUITE_RATING_H_
#define R1BENCH_EVAL_RATING_SUITE_RATING_H_

#include <span>
#include <vector>

#include "data/problem.h"
#include "eval/rating/rating.h"
#include "eval/rating/simulation.h"
#include "eval/sample.h"

namespace r1bench::eval {

// Whether every problem names its "contest" in extra.
bool HasContests(std::span<const data::Problem> problems);

// The contests in the order of their first problems, each with its problems, the simulated rows,
// and as attempts the samples in the order of their numbers. Of a problem's extra: "contest",
// "rating" (the difficulty), and optionally "letter" and "points" (none: ICPC rules). Only the
// problems given are in a contest, for the model and for the humans alike. Throws base::Error,
// naming the problem, for a missing or mistyped field.
std::vector<PlayedContest> ContestsOfSuite(std::span<const data::Problem> problems,
                                           std::span<const Sample> samples,
                                           const SimulationOptions& simulation = {});

// The two together: the samples of a suite rated.
RatingResult RateSuite(std::span<const data::Problem> problems, std::span<const Sample> samples,
                       const RatingOptions& options);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_SUITE_RATING_H_
