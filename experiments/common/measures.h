// Means of named measures over the responses that have them.
#ifndef R1BENCH_EXPERIMENTS_COMMON_MEASURES_H_
#define R1BENCH_EXPERIMENTS_COMMON_MEASURES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/json.h"
#include "experiments/common/environment.h"

namespace r1bench::experiments {

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
