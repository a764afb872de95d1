// The humans of a contest, and the rating that a place among them stands for.
//
// Ratings are on the Elo scale of Codeforces: the chance that a contestant rated a finishes before
// one rated b is 1 / (1 + 10^((b − a)/400)). Among humans r_1..r_n (ratings before the contest)
// a contestant rated r is then expected at place
//
//   E(r) = 1 + Σ_i 1 / (1 + 10^((r − r_i)/400)),
//
// which falls strictly from n + 1 to 1, and the rating of a place is the root of E(r) = place.
// Source of the chance and of the sum: M. Mirzayanov, "Open Codeforces Rating System"
// (codeforces.com/blog/entry/20762). The DeepSeek-R1 report (arXiv 2501.12948 v1) gives expected
// ratings without a formula.
#ifndef R1BENCH_EVAL_RATING_FIELD_H_
#define R1BENCH_EVAL_RATING_FIELD_H_

#include <cstdint>
#include <span>
#include <vector>

namespace r1bench::eval {

// The chance that a contestant rated `rating` finishes before one rated `other`; also the chance of
// solving a problem of that difficulty, since Codeforces rates problems by who solves them half
// of the time.
double WinChance(double rating, double other);

// The humans of one contest, or of several put together.
class Field {
 public:
  Field() = default;
  // In any order. Throws base::Error on a rating that is not finite.
  explicit Field(std::span<const double> ratings);

  void Add(const Field& other);

  int64_t size() const { return size_; }
  double lowest() const { return groups_.front().rating; }  // of a field that is not empty
  double highest() const { return groups_.back().rating; }  //
  double ExpectedAhead(double rating) const;                // E(r) − 1
  double ExpectedAheadSlope(double rating) const;           // its derivative, not above 0

 private:
  struct Group {  // humans of one rating
    double rating = 0;
    int64_t count = 0;
  };
  std::vector<Group> groups_;  // by rating
  int64_t size_ = 0;
};

enum class Clamp { kNone, kTop, kBottom };
const char* ClampName(Clamp clamp);  // "", "top", "bottom"

// A rating; with a clamp only a bound of it: at least (top), at most (bottom).
struct ClampedRating {
  double rating = 0;
  Clamp clamp = Clamp::kNone;
};

// The root of E(r) = place, exact to 1e-6. Before everybody and behind everybody there is none:
// the clamp is then 100 beyond the best or the worst human, or the rating of a tie with that human
// where it is further out, so that a better place never has a lower rating.
// Throws base::Error for an empty field or a place outside 1..n+1.
ClampedRating RatingOfPlace(const Field& field, double place);

// One rating for several contests, the root of Σ E_c(r) = Σ place_c: less scattered than the mean
// of their ratings, and clamped only if the place is the first, or the last, in all of them.
ClampedRating JointRating(std::span<const Field> fields, std::span<const double> places);

// What a Codeforces round does to the rating of a contestant who had one (Mirzayanov, as above).
struct RoundUpdate {
  double seed = 0;    // the place to be expected from the old rating
  double target = 0;  // geometric mean of seed and place
  double need = 0;    // the rating whose expected place that is
  double delta = 0;   // half of the way from the old rating; the platform's two corrections of the
                      // sum over all contestants are not applied
};
RoundUpdate UpdateAfterRound(const Field& others, double old_rating, double place);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_FIELD_H_
