// What a ParallelFor costs. `HotDispatch` runs empty bodies back to back (the time is overhead);
// `Work` splits a fixed amount of arithmetic and should come near 1 / threads of `WorkInline`.
#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

#include "base/parallel.h"

namespace r1bench::base {
namespace {

void HotDispatch(benchmark::State& state) {
  SetNumThreads(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    ParallelFor(1024, 1, [](int64_t begin, int64_t) { benchmark::DoNotOptimize(begin); });
  }
}
BENCHMARK(HotDispatch)->Arg(1)->Arg(2)->Arg(4)->UseRealTime();

// Workers asleep: what the first kernel after a pause pays.
void ColdDispatch(benchmark::State& state) {
  SetNumThreads(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    const auto start = std::chrono::steady_clock::now();
    ParallelFor(1024, 1, [](int64_t begin, int64_t) { benchmark::DoNotOptimize(begin); });
    state.SetIterationTime(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
}
BENCHMARK(ColdDispatch)->Arg(2)->UseManualTime();

void Spin(int64_t begin, int64_t end) {
  double x = 1;
  for (int64_t i = begin; i < end; ++i) x = x * 1.0000001 + 1e-9;
  benchmark::DoNotOptimize(x);
}

// About state.range(1) / 1000 * 2 microseconds of serial work.
void Work(benchmark::State& state) {
  SetNumThreads(static_cast<int>(state.range(0)));
  const int64_t n = state.range(1);
  for (auto _ : state) ParallelFor(n, 64, Spin);
}
BENCHMARK(Work)->ArgsProduct({{1, 2}, {5000, 25000, 250000}})->UseRealTime();

}  // namespace
}  // namespace r1bench::base

BENCHMARK_MAIN();
