// Micro (19 rows of 64) and SmolLM2-135M (49152 rows of 576).
#include <vector>

#include "kernels/bench.h"
#include "kernels/embedding/embedding.h"

namespace r1bench::kernels {
namespace {

void BM_Embedding(benchmark::State& state, bool backward) {
  const int64_t T = state.range(0), vocab = state.range(1), n = state.range(2);
  std::vector<float> table = BenchFloats(vocab * n, 1), rows = BenchFloats(T * n, 2);
  std::vector<int32_t> tokens(T);
  for (int64_t t = 0; t < T; ++t) tokens[t] = static_cast<int32_t>(t * 7919 % vocab);
  RunKernel(state, static_cast<int>(state.range(3)), 1.0 * T * n, 8.0 * T * n, [&] {
    if (backward) {
      EmbeddingBackward(T, n, vocab, tokens.data(), rows.data(), table.data());
    } else {
      EmbeddingForward(T, n, vocab, tokens.data(), table.data(), rows.data());
    }
  });
}

void Shapes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"rows", "vocab", "features", "threads"})->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({4000, 19, 64, threads});
    bench->Args({2560, 49152, 576, threads});
  }
}

BENCHMARK_CAPTURE(BM_Embedding, forward, false)->Apply(Shapes);
BENCHMARK_CAPTURE(BM_Embedding, backward, true)->Apply(Shapes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
