#include "experiments/prm/curve_metrics.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/stats.h"

namespace r1bench::prm {
namespace {

// Mean of a key over rows [begin, end) that have it.
double RowMean(const std::vector<base::Json>& rows, size_t begin, size_t end, const char* key) {
  std::vector<double> values;
  for (size_t i = begin; i < end; ++i) {
    if (rows[i].contains(key)) values.push_back(rows[i].at(key).get<double>());
  }
  return base::Mean(values);
}

}  // namespace

base::Json CurveMetrics(const std::vector<base::Json>& rows) {
  constexpr size_t kWindow = 5;
  const size_t n = rows.size(), window = std::min(kWindow, n);
  static constexpr std::pair<const char*, const char*> kCurves[] = {
      {"accuracy", "gold"},   {"proxy", "proxy"},
      {"valid", "valid"},     {"progress", "progress"},
      {"kl_base", "kl_base"}, {"auc_valid", "auc_valid"},
      {"auc_hit", "auc_hit"}, {"outcome_part", "outcome_part"}};
  base::Json metrics = base::Json::object();
  for (const auto& [key, name] : kCurves) {
    if (!rows.back().contains(key)) continue;
    metrics[std::string(name) + "_start"] = RowMean(rows, 0, window, key);
    metrics[std::string(name) + "_end"] = RowMean(rows, n - window, n, key);
  }
  double peak = -1;
  for (size_t begin = 0; begin + window <= n; ++begin) {
    const double gold = RowMean(rows, begin, begin + window, "accuracy");
    if (gold <= peak) continue;
    peak = gold;
    metrics["gold_peak"] = gold;
    metrics["kl_peak"] = RowMean(rows, begin, begin + window, "kl_base");
  }
  for (const char* key : {"scored_tokens", "rollout_tokens"}) {
    if (rows.back().contains(key)) {
      metrics[key] = RowMean(rows, 0, n, key) * static_cast<double>(n);
    }
  }
  return metrics;
}

}  // namespace r1bench::prm
