// Vocabularies of the micro world (19) and of SmolLM2 (49152).
#include <vector>

#include "kernels/bench.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::kernels {
namespace {

struct Inputs {
  explicit Inputs(const benchmark::State& state)
      : T(state.range(0)),
        V(state.range(1)),
        logits(BenchFloats(T * V, 1)),
        dlogp(BenchFloats(T, 2)),
        targets(T),
        stats(T) {
    for (int64_t t = 0; t < T; ++t) targets[t] = static_cast<int32_t>(t * 7 % V);
  }
  int64_t T, V;
  std::vector<float> logits, dlogp;
  std::vector<int32_t> targets;
  std::vector<TokenStats> stats;
};

void BM_Stats(benchmark::State& state) {
  Inputs in(state);
  RunKernel(state, static_cast<int>(state.range(2)), 20.0 * in.T * in.V, 4.0 * in.T * in.V, [&] {
    LogSoftmaxStats(in.T, in.V, in.logits.data(), in.V, 1.2f, in.targets.data(), in.stats.data());
  });
}

void BM_Gradient(benchmark::State& state) {
  Inputs in(state);
  LogSoftmaxStats(in.T, in.V, in.logits.data(), in.V, 1.2f, in.targets.data(), in.stats.data());
  std::vector<float> d(in.T * in.V);
  RunKernel(state, static_cast<int>(state.range(2)), 18.0 * in.T * in.V, 8.0 * in.T * in.V, [&] {
    LogSoftmaxBackward(in.T, 0, in.V, in.logits.data(), in.V, 1.2f, in.targets.data(),
                       in.stats.data(), in.dlogp.data(), d.data());
  });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "vocab", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 19, threads});
    bench->Args({4000, 19, threads});
    bench->Args({1, 49152, threads});
    bench->Args({256, 49152, threads});
  }
}

BENCHMARK(BM_Stats)->Apply(Shapes);
BENCHMARK(BM_Gradient)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
