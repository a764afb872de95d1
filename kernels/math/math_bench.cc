#include <vector>

#include "kernels/bench.h"
#include "kernels/math/math.h"

namespace r1bench::kernels {
namespace {

// 14 operations an element.
void BM_Exp(benchmark::State& state) {
  const int64_t n = state.range(0);
  const std::vector<float> x = BenchFloats(n, 1);
  std::vector<float> y(n);
  RunKernel(state, static_cast<int>(state.range(1)), 14.0 * n, 0,
            [&] { ExpArray(n, x.data(), y.data()); });
}

void BM_Log(benchmark::State& state) {
  float x = 1.5f;
  for (auto _ : state) benchmark::DoNotOptimize(Log(x += 1.0f));
}

void Sizes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"n", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) bench->Args({4096, threads});
}

BENCHMARK(BM_Exp)->Apply(Sizes);
BENCHMARK(BM_Log);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
