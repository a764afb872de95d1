// Micro rows (64 features) and SmolLM2-135M's (576), from the cache and from memory.
#include <vector>

#include "kernels/bench.h"
#include "kernels/rms_norm/rms_norm.h"

namespace r1bench::kernels {
namespace {

void BM_Forward(benchmark::State& state) {
  const int64_t T = state.range(0), n = state.range(1);
  const std::vector<float> x = BenchFloats(T * n, 1), w = BenchFloats(n, 2);
  std::vector<float> y(T * n), inv(T);
  RunKernel(state, static_cast<int>(state.range(2)), 4.0 * T * n, 8.0 * T * n,
            [&] { RmsNormForward(T, n, 1e-5f, x.data(), w.data(), y.data(), inv.data()); });
}

void BM_Backward(benchmark::State& state) {
  const int64_t T = state.range(0), n = state.range(1);
  const std::vector<float> x = BenchFloats(T * n, 1), w = BenchFloats(n, 2);
  const std::vector<float> dy = BenchFloats(T * n, 3), inv = BenchFloats(T, 4);
  std::vector<float> dx(T * n), dw(n);
  RunKernel(state, static_cast<int>(state.range(2)), 12.0 * T * n, 16.0 * T * n, [&] {
    RmsNormBackward(T, n, x.data(), w.data(), inv.data(), dy.data(), dx.data(), dw.data());
  });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "features", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 64, threads});
    bench->Args({4000, 64, threads});
    bench->Args({2560, 576, threads});
    bench->Args({32768, 576, threads});
  }
}

BENCHMARK(BM_Forward)->Apply(Shapes);
BENCHMARK(BM_Backward)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
