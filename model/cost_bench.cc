// What a token costs against the length of the context and the number of sequences.
//
//   bazel run -c opt //model:cost_bench -- --out=cost
#include <gflags/gflags.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/main.h"
#include "base/paths.h"
#include "model/bench_sweep.h"
#include "tools/bench/limits.h"
#include "tools/bench/options.h"
#include "tools/bench/process.h"
#include "tools/bench/svg_chart.h"

DEFINE_string(out, "cost", "Where to write: FILE.csv and FILE.svg.");
DEFINE_string(formats, "bf16,quantized", "Weight formats, comma-separated: fp32, bf16, quantized.");
DEFINE_double(cache_gib, 4, "Cells that need more memory for keys and values are left out.");

namespace r1bench::model {
namespace {

constexpr char kManual[] =
    R"(Measures decode steps of SmolLM2-135M for 1 to 256 sequences with 16 to
2,048 tokens of context each, and prompts of 16 to 2,048 tokens, and writes a
table (CSV) and a picture (SVG). Says where the curves bend and why: from the
bytes and operations of a step and the limits of this machine, measured in
the same run.

  cost_bench --out=cost               writes cost.csv and cost.svg
  cost_bench --formats=fp32           another weight format
  cost_bench --quick                  a few cells once

The picture has three charts a format: tokens per second over the batch, the
time of a step over the context, prompts over their length. Dashed lines are
the limit; dotted vertical lines mark where one cost overtakes another.

No peers here: --peers, --only and --json are those of engine_bench.

Takes some minutes. The machine should be quiet; a line at the end says how
much others took.
)";

std::vector<WeightFormat> Formats() {
  std::vector<WeightFormat> formats;
  std::string_view rest = FLAGS_formats;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    const std::string_view name = rest.substr(0, end);
    base::RequireUsage(name == "fp32" || name == "bf16" || name == "quantized",
                       "expected fp32, bf16 or quantized in --formats, got \"", name, "\"");
    formats.push_back(ParseWeightFormat(name));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  base::RequireUsage(!formats.empty(),
                     "expected at least one of fp32, bf16, quantized in --formats");
  return formats;
}

SweepOptions OptionsOfSweep(bool quick) {
  base::RequireUsage(FLAGS_cache_gib > 0, "expected --cache_gib above 0, got ", FLAGS_cache_gib);
  SweepOptions options;
  options.cache_bytes = static_cast<int64_t>(FLAGS_cache_gib * 0x1p30);
  if (quick) {
    options.batches = {1, 8, 64};
    options.contexts = {16, 256};
    options.lengths = {16, 128};
    options.runs = 1;
    return options;
  }
  for (int64_t batch = 1; batch <= 256; batch *= 2) options.batches.push_back(batch);
  options.contexts = {16, 64, 256, 1024, 2048};
  for (int64_t length = 16; length <= 2048; length *= 2) options.lengths.push_back(length);
  return options;
}

int Run() {
  const bench::BenchOptions options = bench::OptionsFromFlags();
  const SweepOptions sweep = OptionsOfSweep(options.quick);
  const std::vector<WeightFormat> formats = Formats();
  const bench::OthersClock others;
  const bench::Limits limits = bench::MeasureLimits(options.threads);
  std::printf("%s\n", bench::LimitsText(limits).c_str());
  std::vector<SweepResult> results;
  std::vector<bench::Chart> charts;
  for (const WeightFormat format : formats) {
    const BenchModel model = LoadBenchModel(options.model, format);
    results.push_back({model.shape, model.weights, Sweep(sweep, model)});
    const std::vector<bench::Chart> more = CostCharts(results.back(), limits);
    charts.insert(charts.end(), more.begin(), more.end());
    std::printf("\n%s",
                BendsText(model.shape, model.weights, limits, results.back().points).c_str());
  }
  const std::string out = base::CallerPath(FLAGS_out);
  base::WriteFileAtomic(out + ".csv", CostCsv(results, limits));
  base::WriteFileAtomic(out + ".svg", bench::SvgPicture(charts));
  std::printf("\n%s\n%s.csv\n%s.svg\n", bench::OthersText(others.Share()).c_str(), out.c_str(),
              out.c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench::model

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv, {"cost_bench", "measures cost against length and batch", r1bench::model::kManual},
      r1bench::model::Run);
}
