// The expected rating of a model from its responses to the problems of contests.
//
//   mean    the mean of the ratings of its places, contest by contest (as CodeElo does)
//   joint   the one rating that explains all places together (JointRating, field.h)
//
// A problem's responses are its attempts, up to a cap, until one is accepted. Independent samples
// of a model have no order: the rating (not the score) is then averaged over random orders of them;
// with a cap of one this is the rating form of pass@1.
//
// Intervals are by bootstrap over contests, and within a problem over independent samples if there
// are at least twice as many as count as attempts (with fewer, resampling would lose right ones
// that no other replaces). The rows of one contest tell about one place only; treating them as
// independent gives an interval that is far too narrow. Five contests still make a rough one; with
// fewer than two there is none.
#ifndef R1BENCH_EVAL_RATING_RATING_H_
#define R1BENCH_EVAL_RATING_RATING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/stats.h"
#include "eval/rating/contest.h"
#include "eval/rating/difficulty.h"
#include "eval/rating/percentile.h"

namespace r1bench::eval {

enum class RatingCompat {
  kExact,    // ties in the middle, the exact root, unrated rows left out
  kCodeElo,  // as published (codeelo.h): behind ties, whole numbers, responses in the order given;
             // a contest with an unrated row is lost, by a fault of its set arithmetic
};
// "exact" or "codeelo"; throws base::UsageError for others.
RatingCompat ParseRatingCompat(const std::string& name);
const char* RatingCompatName(RatingCompat compat);

struct RatingOptions {
  RatingCompat compat = RatingCompat::kExact;
  int max_attempts = 8;      // at a problem; CodeElo's, the report gives none
  bool independent = false;  // responses are samples without an order; else one was made after
                             // the other
  int draws = 100;           // orders of independent responses
  int resamples = 2000;
  double level = 0.95;     // of the intervals
  uint64_t seed = 1;       // of draws and bootstrap
  NormalPrior prior = {};  // of the rating by difficulty
};

struct PlayedContest {
  Contest contest;
  Attempts attempts;  // one entry a problem
};

struct ContestRating {
  std::string name, field;
  bool simulated = false;
  int64_t humans = 0;   // rated ones
  int64_t unrated = 0;  // rows without a rating
  std::string lost;     // why there is no rating; empty: there is one
  // Means over the draws.
  double solved = 0, points = 0, penalty = 0, place = 0, rating = 0;
  double clamped_top = 0, clamped_bottom = 0;  // shares of the draws
};

struct Estimate {
  double value = 0;
  base::Interval interval;  // (-inf, inf): unknown
};

struct RatingResult {
  RatingCompat compat = RatingCompat::kExact;
  int max_attempts = 0;
  int64_t responses = 0;  // most to one problem
  int64_t rated = 0;      // contests
  std::vector<ContestRating> contests;
  std::optional<Estimate> mean;        // none: no contest could be rated
  std::optional<Estimate> joint;       // nor with CodeElo, which has no such figure
  std::string list;                    // what the percentile is of
  std::optional<Estimate> percentile;  // of `mean`
  int64_t rated_problems = 0;          // with a difficulty
  std::optional<PosteriorRating> by_difficulty;
  bool simulated = false;          // some field is
  std::vector<std::string> notes;  // what a reader has to know, the simulated field first
};

// `list` may be null: the percentile is then among the rated humans of the contests.
// Throws base::Error for no contest, attempts that do not fit the problems, or options out of
// range.
RatingResult RateContests(std::span<const PlayedContest> contests, const RatingOptions& options,
                          const RatingList* list = nullptr);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_RATING_H_
