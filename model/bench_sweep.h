// Measures decode steps over batch and context and prompts over their length, and shows the result
// as CSV and as charts.
#ifndef R1BENCH_MODEL_BENCH_SWEEP_H_
#define R1BENCH_MODEL_BENCH_SWEEP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "model/bench_bends.h"
#include "model/bench_model.h"
#include "tools/bench/limits.h"
#include "tools/bench/svg_chart.h"

namespace r1bench::model {

struct SweepOptions {
  std::vector<int64_t> batches, contexts, lengths;
  int64_t cache_bytes = int64_t{4} << 30;  // cells that need a larger cache are left out
  int runs = 3;                            // the best counts
};

// Decode steps are whole ones, sampling included, on caches filled with small numbers (their
// values do not change the cost): sequences that share nothing.
std::vector<CostPoint> Sweep(const SweepOptions& options, const BenchModel& model);

// A finished sweep of one weight format.
struct SweepResult {
  BenchShape shape;
  std::string weights;
  std::vector<CostPoint> points;
};

// kind,weights,batch,context,tokens_per_s,ms_per_step,limit_tokens_per_s,limited_by
std::string CostCsv(const std::vector<SweepResult>& results, const bench::Limits& limits);

// Three charts a format: tokens per second over the batch, milliseconds a step over the context,
// and prompts over their length.
std::vector<bench::Chart> CostCharts(const SweepResult& result, const bench::Limits& limits);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_BENCH_SWEEP_H_
