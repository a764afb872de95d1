// Micro (192 features) and SmolLM2-135M (1536).
#include <vector>

#include "kernels/bench.h"
#include "kernels/swiglu/swiglu.h"

namespace r1bench::kernels {
namespace {

void BM_Forward(benchmark::State& state) {
  const int64_t T = state.range(0), n = state.range(1);
  const std::vector<float> gate = BenchFloats(T * n, 1), up = BenchFloats(T * n, 2);
  std::vector<float> y(T * n);
  RunKernel(state, static_cast<int>(state.range(2)), 20.0 * T * n, 12.0 * T * n,
            [&] { SwigluForward(T, n, gate.data(), up.data(), y.data()); });
}

void BM_Backward(benchmark::State& state) {
  const int64_t T = state.range(0), n = state.range(1);
  const std::vector<float> gate = BenchFloats(T * n, 1), up = BenchFloats(T * n, 2);
  const std::vector<float> dy = BenchFloats(T * n, 3);
  std::vector<float> dgate(T * n), dup(T * n);
  RunKernel(state, static_cast<int>(state.range(2)), 28.0 * T * n, 20.0 * T * n, [&] {
    SwigluBackward(T, n, gate.data(), up.data(), dy.data(), dgate.data(), dup.data());
  });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "features", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 192, threads});
    bench->Args({4000, 192, threads});
    bench->Args({2560, 1536, threads});
  }
}

BENCHMARK(BM_Forward)->Apply(Shapes);
BENCHMARK(BM_Backward)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
