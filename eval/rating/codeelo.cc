#include "eval/rating/codeelo.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace r1bench::eval {

int64_t CodeEloRowsAhead(const Score& score, std::span<const Score> rows) {
  const auto worse =
      std::find_if(rows.begin(), rows.end(), [&](const Score& row) { return Better(score, row); });
  return worse - rows.begin();
}

// Summed in the order given and with the power of the original, so that a comparison of two equal
// numbers falls as it does there.
int64_t CodeEloRating(std::span<const double> ratings, double rows_ahead) {
  base::Require(!ratings.empty(), "expected humans to be rated against, got none");
  int64_t lo = 0;
  int64_t hi = static_cast<int64_t>(*std::max_element(ratings.begin(), ratings.end())) + 100;
  while (hi - lo > 1) {
    const int64_t middle = (lo + hi) / 2;
    double sum = 1;
    for (const double rating : ratings) {
      sum += 1 / (1 + std::pow(10.0, (static_cast<double>(middle) - rating) / 400));
    }
    (sum < rows_ahead ? hi : lo) = middle;
  }
  return lo;
}

}  // namespace r1bench::eval
