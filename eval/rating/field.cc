#include "eval/rating/field.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "base/error.h"

namespace r1bench::eval {
namespace {

constexpr double kScale = std::numbers::ln10 / 400;
constexpr double kBeyond = 100;  // a clamp's distance from the best or the worst human
constexpr double kPrecision = 1e-9;
constexpr int kMostSteps = 200;  // ratings so large that neighbouring numbers are further apart

// The root of ExpectedAhead(r) = ahead, 0 < ahead < n: Newton's steps inside a bracket. If all
// humans had one rating c, the root would be c + 400 log10(n / ahead − 1); so it lies between
// that of the lowest and that of the highest.
double Solve(const Field& field, double ahead) {
  const double shift = std::log(static_cast<double>(field.size()) / ahead - 1) / kScale;
  double lo = field.lowest() + shift, hi = field.highest() + shift;
  double rating = (lo + hi) / 2;
  for (int step = 0; step < kMostSteps && hi - lo > kPrecision; ++step) {
    const double excess = field.ExpectedAhead(rating) - ahead;
    (excess > 0 ? lo : hi) = rating;
    double next = rating - excess / field.ExpectedAheadSlope(rating);
    if (!(next > lo && next < hi)) next = (lo + hi) / 2;
    if (std::abs(next - rating) < kPrecision) return next;
    rating = next;
  }
  return rating;
}

}  // namespace

double WinChance(double rating, double other) {
  return 1 / (1 + std::exp((other - rating) * kScale));
}

Field::Field(std::span<const double> ratings) : size_(static_cast<int64_t>(ratings.size())) {
  std::vector<double> sorted(ratings.begin(), ratings.end());
  for (const double rating : sorted) {
    base::Require(std::isfinite(rating), "expected finite ratings, got ", rating);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const double rating : sorted) {
    if (groups_.empty() || groups_.back().rating != rating) groups_.push_back({rating, 0});
    ++groups_.back().count;
  }
}

void Field::Add(const Field& other) {
  std::vector<Group> merged;
  merged.reserve(groups_.size() + other.groups_.size());
  std::merge(groups_.begin(), groups_.end(), other.groups_.begin(), other.groups_.end(),
             std::back_inserter(merged),
             [](const Group& a, const Group& b) { return a.rating < b.rating; });
  groups_.clear();
  for (const Group& group : merged) {
    if (!groups_.empty() && groups_.back().rating == group.rating) {
      groups_.back().count += group.count;
    } else {
      groups_.push_back(group);
    }
  }
  size_ += other.size_;
}

double Field::ExpectedAhead(double rating) const {
  double sum = 0;
  for (const Group& g : groups_) sum += static_cast<double>(g.count) * WinChance(g.rating, rating);
  return sum;
}

double Field::ExpectedAheadSlope(double rating) const {
  double sum = 0;
  for (const Group& g : groups_) {
    const double p = WinChance(g.rating, rating);
    sum += static_cast<double>(g.count) * p * (1 - p);
  }
  return -kScale * sum;
}

const char* ClampName(Clamp clamp) {
  switch (clamp) {
    case Clamp::kNone:
      return "";
    case Clamp::kTop:
      return "top";
    case Clamp::kBottom:
      return "bottom";
  }
  return "";
}

ClampedRating RatingOfPlace(const Field& field, double place) {
  base::Require(field.size() > 0, "expected humans to be rated against, got none");
  const double last = static_cast<double>(field.size()) + 1;
  base::Require(place >= 1 && place <= last, "expected a place from 1 to ", last,
                " (the humans and the contestant), got ", place);
  if (place == 1) return {std::max(field.highest() + kBeyond, Solve(field, 0.5)), Clamp::kTop};
  if (place == last) {
    return {std::min(field.lowest() - kBeyond, Solve(field, last - 1.5)), Clamp::kBottom};
  }
  return {Solve(field, place - 1), Clamp::kNone};
}

ClampedRating JointRating(std::span<const Field> fields, std::span<const double> places) {
  base::Require(fields.size() == places.size(), "expected one place a contest, got ", places.size(),
                " for ", fields.size());
  // Σ (E_c − 1) is the expected number of humans ahead in the field of all.
  Field all;
  double ahead = 0;
  for (size_t c = 0; c < fields.size(); ++c) {
    all.Add(fields[c]);
    ahead += places[c] - 1;
  }
  return RatingOfPlace(all, 1 + ahead);
}

RoundUpdate UpdateAfterRound(const Field& others, double old_rating, double place) {
  RoundUpdate update;
  update.seed = 1 + others.ExpectedAhead(old_rating);
  update.target = std::sqrt(update.seed * place);
  update.need = RatingOfPlace(others, update.target).rating;
  update.delta = (update.need - old_rating) / 2;
  return update;
}

}  // namespace r1bench::eval
