// One contest, ready to rate many scores: fields sorted, ratings of places remembered.
#ifndef R1BENCH_EVAL_RATING_RATER_H_
#define R1BENCH_EVAL_RATING_RATER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "eval/rating/field.h"
#include "eval/rating/rating.h"

namespace r1bench::eval {

// Puts the responses to one problem into the order in which they count as attempts.
using Arrange = base::FunctionRef<void(std::vector<uint8_t>* responses)>;

struct Performance {
  double solved = 0;
  Score score;
  double place = 0;
  ClampedRating rating;
};

class Rater {
 public:
  Rater(const PlayedContest& played, const RatingOptions& options);

  const Contest& contest() const { return played_.contest; }
  const Field& field() const { return field_; }
  int64_t unrated() const { return unrated_; }
  std::string Lost() const;  // why it cannot be rated; empty: it can

  Performance Perform(Arrange arrange);

 private:
  Score Total(Arrange arrange, double* solved) const;

  const PlayedContest& played_;
  const RatingCompat compat_;
  const size_t max_attempts_;
  std::vector<Score> rows_;      // of the rated humans
  std::vector<double> ratings_;  // theirs
  Field field_;
  int64_t unrated_ = 0;
  std::map<double, ClampedRating> known_;  // by place
};

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_RATER_H_
