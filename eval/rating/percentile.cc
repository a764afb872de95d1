#include "eval/rating/percentile.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"

namespace r1bench::eval {

RatingList::RatingList(std::string name, std::vector<double> ratings)
    : name_(std::move(name)), sorted_(std::move(ratings)) {
  base::Require(!sorted_.empty(), "the list of ratings ", name_, " is empty");
  for (const double rating : sorted_) {
    base::Require(std::isfinite(rating), "the list of ratings ", name_, " holds ", rating);
  }
  std::sort(sorted_.begin(), sorted_.end());
}

double RatingList::Percentile(double rating) const {
  const auto below = std::lower_bound(sorted_.begin(), sorted_.end(), rating) - sorted_.begin();
  const double percent = 100 * static_cast<double>(below) / static_cast<double>(sorted_.size());
  return std::round(10 * percent) / 10;
}

}  // namespace r1bench::eval
