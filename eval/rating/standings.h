// Standings of a contest: what attempts score, and the place of a score among the humans' rows.
//
// A problem with points is scored by Codeforces rules, one without by ICPC rules:
//   Codeforces  max(0, points − 50 · failed attempts) once solved, else 0
//   ICPC        1 once solved, and a penalty of 10 for every failed attempt before
// A failed attempt is any entry before the first accepted one, whatever it failed by, also a
// response without code. (Codeforces itself does not count compile errors and failures on the first
// test.) Humans' points fall, and their penalties grow, with the time they took; a model has no
// clock, so its score is optimistic.
#ifndef R1BENCH_EVAL_RATING_STANDINGS_H_
#define R1BENCH_EVAL_RATING_STANDINGS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace r1bench::eval {

struct Score {
  double points = 0;
  double penalty = 0;

  Score& operator+=(const Score& other);
};

// More points, or as many and a smaller penalty.
bool Better(const Score& a, const Score& b);

// Of one problem, from the attempts at it in order; 1: accepted. Those behind the first accepted
// one do not count.
Score ScoreAttempts(std::optional<double> points, std::span<const uint8_t> attempts);

// Where a score stands among rows.
struct Place {
  int64_t ahead = 0, tied = 0;

  // 1 + ahead + tied / 2: what a fair draw among the tied gives on average.
  double middle() const { return 1 + static_cast<double>(ahead) + static_cast<double>(tied) / 2; }
};
Place PlaceOf(const Score& score, std::span<const Score> rows);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_STANDINGS_H_
