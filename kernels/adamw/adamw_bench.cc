// The micro model (0.2 M parameters, in the cache) and a fifth of SmolLM2-135M (from memory).
#include <vector>

#include "kernels/adamw/adamw.h"
#include "kernels/bench.h"

namespace r1bench::kernels {
namespace {

void BM_AdamW(benchmark::State& state) {
  const int64_t n = state.range(0);
  const std::vector<float> grad = BenchFloats(n, 1);
  std::vector<float> p = BenchFloats(n, 2), m(n), v(n);
  const DecayRange decay[] = {{0, n / 2}};
  const AdamWOptions options = {.weight_decay = 0.1};
  RunKernel(state, static_cast<int>(state.range(1)), 14.0 * n, 28.0 * n,
            [&] { AdamW(options, n, grad.data(), p.data(), m.data(), v.data(), decay); });
}

void BM_SumSquares(benchmark::State& state) {
  const int64_t n = state.range(0);
  const std::vector<float> x = BenchFloats(n, 1);
  RunKernel(state, static_cast<int>(state.range(1)), 2.0 * n, 4.0 * n,
            [&] { benchmark::DoNotOptimize(SumSquares(n, x.data())); });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"parameters", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({200'000, threads});
    bench->Args({27'000'000, threads});
  }
}

BENCHMARK(BM_AdamW)->Apply(Shapes);
BENCHMARK(BM_SumSquares)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
