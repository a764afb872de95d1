// Micro (4 heads of 16) and SmolLM2-135M (9 + 3 heads of 64).
#include <vector>

#include "kernels/bench.h"
#include "kernels/rope/rope.h"

namespace r1bench::kernels {
namespace {

void BM_Rope(benchmark::State& state) {
  const int64_t T = state.range(0), heads = state.range(1), D = state.range(2);
  const RopeTable table(D, std::vector<float>(D / 2, 0.01f), 2048);
  std::vector<float> x = BenchFloats(T * heads * D, 1);
  std::vector<int32_t> positions(T);
  for (int64_t t = 0; t < T; ++t) positions[t] = static_cast<int32_t>(t % 2048);
  RunKernel(state, static_cast<int>(state.range(3)), 3.0 * T * heads * D, 8.0 * T * heads * D,
            [&] { RopeApply(T, heads, D, heads * D, positions.data(), table, x.data(), false); });
}

void BM_Table(benchmark::State& state) {
  const std::vector<float> frequencies(32, 0.01f);
  for (auto _ : state) {
    const RopeTable table(64, frequencies, 8192);
    benchmark::DoNotOptimize(table.cos());
  }
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "heads", "dim", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 8, 16, threads});
    bench->Args({4000, 8, 16, threads});
    bench->Args({2560, 12, 64, threads});
  }
}

BENCHMARK(BM_Rope)->Apply(Shapes);
BENCHMARK(BM_Table)->UseRealTime();

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
