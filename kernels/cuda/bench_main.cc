#include <cstdio>
#include <functional>
#include <vector>

#include "base/main.h"
#include "base/stats.h"
#include "kernels/cuda/bench.h"
#include "kernels/cuda/graph.h"

namespace r1bench::cuda {
namespace {

constexpr int kRepetitions = 60;
// A timed graph lasts about this long or more, so that the events' own time does not matter.
constexpr double kSecondsOfGraph = 1e-3;

constexpr int64_t kCopyBytes = int64_t{1} << 30;
constexpr int64_t kProductSize = 8192;

double Seconds(const Stream& stream, const Graph& graph) {
  Event begin, end;
  begin.Record(stream);
  graph.Launch(stream);
  end.Record(stream);
  return end.MillisecondsSince(begin) * 1e-3;
}

// `calls` calls, the sets in turn.
Graph Record(const Stream& stream, int calls, int sets, const std::function<void(int set)>& run) {
  return Graph(stream, [&] {
    for (int i = 0; i < calls; ++i) run(i % sets);
  });
}

constexpr char kManual[] =
    "Prints a table of medians over 60 repetitions with their shares of the\n"
    "roofline (ceilings measured in the same run) and the same as JSON. Without a\n"
    "CUDA device it says so and ends with status 0.";

}  // namespace

double Bench::MedianSeconds(int sets, const std::function<void(int set)>& run) const {
  const Graph once = Record(stream_, sets, sets, run);
  once.Launch(stream_);  // the first launch does more than the others
  const double round = Seconds(stream_, once);
  const int calls = sets * (1 + static_cast<int>(kSecondsOfGraph / std::max(round, 1e-6)));
  const Graph graph = Record(stream_, calls, sets, run);
  graph.Launch(stream_);
  std::vector<double> seconds;
  for (int i = 0; i < kRepetitions; ++i) seconds.push_back(Seconds(stream_, graph) / calls);
  return base::Median(seconds);
}

void Bench::Add(const BenchCase& what) {
  MeasuredCeilings(what.work.flops > 0);
  const int sets = Sets(what.work.bytes);
  BenchRow row = {what, MedianSeconds(sets, what.run), 0};
  if (what.library) row.library_seconds = MedianSeconds(sets, what.library);
  rows_.push_back(row);
}

void Bench::AddMeasured(const BenchCase& what, double seconds) {
  MeasuredCeilings(what.work.flops > 0);
  rows_.push_back({what, seconds, 0});
}

const Ceilings& Bench::MeasuredCeilings(bool product) {
  if (ceilings_.bytes_per_second == 0) {
    const auto from = Random<float>(kCopyBytes / 4, 1);
    DeviceArray<float> to(from.size());
    ceilings_.bytes_per_second = 2.0 * kCopyBytes / MedianSeconds(1, [&](int) {
                                   CopyOnDevice(stream_, from.data(), from.size(), to.data());
                                 });
  }
  if (product && ceilings_.flops_per_second == 0) {
    constexpr int64_t kElements = kProductSize * kProductSize;
    const auto a = Random<Bf16>(kElements, 2), b = Random<Bf16>(kElements, 3);
    DeviceArray<Bf16> c(kElements);
    const LibraryProduct library(kProductSize);
    ceilings_.flops_per_second = 2.0 * kProductSize * kElements / MedianSeconds(1, [&](int) {
                                   library.Run(stream_, a.data(), b.data(), c.data());
                                 });
  }
  return ceilings_;
}

int BenchMain(int argc, char** argv, const char* name, const char* summary,
              const std::function<void(Bench&)>& run) {
  return base::Main(argc, argv, {name, summary, kManual}, [&] {
    if (DeviceCount() == 0) {
      std::puts("no CUDA device: nothing measured");
      return 0;
    }
    Bench bench;
    run(bench);
    const Ceilings& ceilings = bench.MeasuredCeilings(false);
    std::printf("%s\n%s\n", BenchTable(bench.rows(), ceilings).c_str(),
                BenchJson(bench.rows(), ceilings, DeviceName()).c_str());
    return 0;
  });
}

}  // namespace r1bench::cuda
