#include <vector>

#include "kernels/bench.h"
#include "kernels/elementwise/elementwise.h"

namespace r1bench::kernels {
namespace {

void BM_Add(benchmark::State& state) {
  const int64_t n = state.range(0);
  const std::vector<float> a = BenchFloats(n, 1), b = BenchFloats(n, 2);
  std::vector<float> c(n);
  RunKernel(state, static_cast<int>(state.range(1)), 1.0 * n, 12.0 * n,
            [&] { Add(n, a.data(), b.data(), c.data()); });
}

void BM_ColumnSum(benchmark::State& state) {
  const int64_t n = 64, T = state.range(0) / n;
  const std::vector<float> x = BenchFloats(T * n, 1);
  std::vector<float> sum(n);
  RunKernel(state, static_cast<int>(state.range(1)), 1.0 * T * n, 4.0 * T * n,
            [&] { ColumnSum(T, n, x.data(), n, sum.data()); });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"n", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({256'000, threads});
    bench->Args({20'000'000, threads});
  }
}

BENCHMARK(BM_Add)->Apply(Shapes);
BENCHMARK(BM_ColumnSum)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
