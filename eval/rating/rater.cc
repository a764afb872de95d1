#include "eval/rating/rater.h"

#include <algorithm>

#include "base/error.h"
#include "eval/rating/codeelo.h"

namespace r1bench::eval {

Rater::Rater(const PlayedContest& played, const RatingOptions& options)
    : played_(played),
      compat_(options.compat),
      max_attempts_(static_cast<size_t>(options.max_attempts)) {
  base::Require(played.attempts.size() == played.contest.problems.size(), "contest ",
                played.contest.name, ": expected attempts for each of its ",
                played.contest.problems.size(), " problems, got ", played.attempts.size());
  for (const HumanRow& row : played.contest.rows) {
    if (!row.rating) {
      ++unrated_;
      continue;
    }
    rows_.push_back(row.score);
    ratings_.push_back(*row.rating);
  }
  field_ = Field(ratings_);
}

std::string Rater::Lost() const {
  if (rows_.empty()) return "no rated human took part";
  if (compat_ == RatingCompat::kCodeElo && unrated_ > 0) {
    return base::StrCat(unrated_, " rows without a rating, with which CodeElo ends");
  }
  return "";
}

Score Rater::Total(Arrange arrange, double* solved) const {
  Score total;
  *solved = 0;
  for (size_t p = 0; p < played_.attempts.size(); ++p) {
    std::vector<uint8_t> attempts = played_.attempts[p];
    arrange(&attempts);
    attempts.resize(std::min(attempts.size(), max_attempts_));
    total += ScoreAttempts(played_.contest.problems[p].points, attempts);
    *solved += std::count(attempts.begin(), attempts.end(), uint8_t{1}) > 0 ? 1 : 0;
  }
  return total;
}

Performance Rater::Perform(Arrange arrange) {
  Performance performance;
  performance.score = Total(arrange, &performance.solved);
  const bool codeelo = compat_ == RatingCompat::kCodeElo;
  const double ahead =
      codeelo ? static_cast<double>(CodeEloRowsAhead(performance.score, rows_)) : 0;
  performance.place = codeelo ? ahead + 1 : PlaceOf(performance.score, rows_).middle();
  const auto [known, is_new] = known_.try_emplace(performance.place);
  if (is_new && codeelo) {
    known->second.rating = static_cast<double>(CodeEloRating(ratings_, ahead));
  } else if (is_new) {
    known->second = RatingOfPlace(field_, performance.place);
  }
  performance.rating = known->second;
  return performance;
}

}  // namespace r1bench::eval
