// Contests as JSON, for the program `rating`:
//
//   {"contests": [
//      {"name": "Round 1",
//       "problems": [{"id": "A", "points": 500, "difficulty": 800}, ...],
//       "attempts": {"A": ["WA", "AC"], ...},
//       "rows": [[6000, 0], [5200, 0], ...], "ratings": [2400, null, ...]}],
//    "percentile_list": {"name": "...", "ratings": [...]}}
//
// A problem without "points" is one of ICPC rules; "difficulty" is its rating. An attempt is a
// verdict, "AC" is the accepted one; a problem may be left out of "attempts". A row is [points,
// penalty], rows stand in the order of the standings; null is an unrated human. Instead of "rows"
// and "ratings" a contest may have {"simulate": {}}, or with "humans", "mean", "sd", "form_sd",
// "lowest", "highest", "seed" in it (simulation.h).
#ifndef R1BENCH_EVAL_RATING_INPUT_H_
#define R1BENCH_EVAL_RATING_INPUT_H_

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "eval/rating/percentile.h"
#include "eval/rating/rating.h"

namespace r1bench::eval {

struct RatingInput {
  std::vector<PlayedContest> contests;
  std::optional<RatingList> list;
};

// Throws base::Error ("where: contest Round 1: ...") on a missing, mistyped, unknown or
// contradictory member.
RatingInput RatingInputFromJson(const base::Json& json, const std::string& where);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_INPUT_H_
