#include "eval/rating/standings.h"

#include <algorithm>

namespace r1bench::eval {
namespace {

constexpr double kFailedAttemptPoints = 50;
constexpr double kFailedAttemptPenalty = 10;

}  // namespace

Score& Score::operator+=(const Score& other) {
  points += other.points;
  penalty += other.penalty;
  return *this;
}

bool Better(const Score& a, const Score& b) {
  return a.points != b.points ? a.points > b.points : a.penalty < b.penalty;
}

Score ScoreAttempts(std::optional<double> points, std::span<const uint8_t> attempts) {
  const auto accepted =
      std::find_if(attempts.begin(), attempts.end(), [](uint8_t attempt) { return attempt != 0; });
  if (accepted == attempts.end()) return {};
  const double failed = static_cast<double>(accepted - attempts.begin());
  if (!points) return {1, failed * kFailedAttemptPenalty};
  return {std::max(0.0, *points - failed * kFailedAttemptPoints), 0};
}

Place PlaceOf(const Score& score, std::span<const Score> rows) {
  Place place;
  for (const Score& row : rows) {
    const bool ahead = Better(row, score);
    place.ahead += ahead ? 1 : 0;
    place.tied += !ahead && !Better(score, row) ? 1 : 0;
  }
  return place;
}

}  // namespace r1bench::eval
