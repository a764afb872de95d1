// Means of named measures over the responses that have them, and the error of a batch's accuracy.
#ifndef R1BENCH_EXPERIMENTS_COMMON_MEASURES_H_
#define R1BENCH_EXPERIMENTS_COMMON_MEASURES_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/json.h"
#include "experiments/common/environment.h"

namespace r1bench::experiments {

// How much a batch's accuracy varies by which prompts and responses were drawn: its variance,
// estimated from the scatter of the groups' own accuracies. `outcomes` holds `groups` groups of
// equal size, one after the other; responses to one prompt are no independent draws. None for fewer
// than two groups.
inline std::optional<double> AccuracyVariance(std::span<const Outcome> outcomes, size_t groups) {
  if (groups < 2) return std::nullopt;
  const size_t size = outcomes.size() / groups;
  double sum = 0, squares = 0;
  for (size_t g = 0; g < groups; ++g) {
    double right = 0;
    for (const Outcome& outcome : outcomes.subspan(g * size, size)) right += outcome.correct;
    const double share = right / static_cast<double>(size);
    sum += share;
    squares += share * share;
  }
  const double n = static_cast<double>(groups);
  return std::max(0.0, squares - sum * sum / n) / (n * (n - 1));
}

class MeasureMeans {
 public:
  void Add(const Outcome& outcome) {
    for (const auto& [name, value] : outcome.measures) {
      auto& [sum, count] = sums_[name];
      sum += value;
      ++count;
    }
  }

  // Writes name -> mean into `row`, under `prefix` + name.
  void Write(const std::string& prefix, base::Json* row) const {
    for (const auto& [name, sum] : sums_) {
      (*row)[prefix + name] = sum.first / static_cast<double>(sum.second);
    }
  }

 private:
  std::map<std::string, std::pair<double, int64_t>> sums_;
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_MEASURES_H_
