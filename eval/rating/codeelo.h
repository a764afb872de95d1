// The rating of a contest as CodeElo publishes it (QwenLM/CodeElo at 0bffc84, calc_rating.py), with
// its faults, for comparison with figures made by it or by copies of it:
//   * the model stands behind all rows that tie with it;
//   * its number of rows ahead is set equal to 1 + Σ, one too many: at the top of a small field
//     this is hundreds of points, in the middle of a large one less than one;
//   * whole numbers from 0 to the best human's rating + 99 come out, nothing else.
#ifndef R1BENCH_EVAL_RATING_CODEELO_H_
#define R1BENCH_EVAL_RATING_CODEELO_H_

#include <cstdint>
#include <span>

#include "eval/rating/standings.h"

namespace r1bench::eval {

// The number of rows ahead: the index of the first row, in the order of the standings, that is
// worse than the score; all of them if none is.
int64_t CodeEloRowsAhead(const Score& score, std::span<const Score> rows);

int64_t CodeEloRating(std::span<const double> ratings, double rows_ahead);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_CODEELO_H_
