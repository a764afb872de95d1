// Micro: many short sequences in one call. SmolLM2-135M: 9 heads over 3, head_dim 64; one long
// prefill, decode of 1 to 64 sequences, and the gradient.
#include <vector>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_batch.h"
#include "kernels/bench.h"

namespace r1bench::kernels {
namespace {

void BM_Prefill(benchmark::State& state) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  Batch batch(dims, count, n);
  const std::vector<AttentionTask> tasks = batch.Tasks(count, n, n);
  const double flops = 4.0 * count * n * (n + 1) / 2 * dims.n_heads * dims.head_dim;
  RunKernel(state, static_cast<int>(state.range(5)), flops, 0,
            [&] { AttentionForward(dims, tasks); });
}

void BM_Decode(benchmark::State& state) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  Batch batch(dims, count, n);
  const std::vector<AttentionTask> tasks = batch.Tasks(count, n, 1);
  const double bytes = 8.0 * count * n * dims.n_kv_heads * dims.head_dim;
  RunKernel(state, static_cast<int>(state.range(5)), 4.0 * count * n * dims.n_heads * dims.head_dim,
            bytes > 64e6 ? bytes : 0, [&] { AttentionForward(dims, tasks); });
}

void BM_Gradient(benchmark::State& state) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  Batch b(dims, count, n);
  AttentionForward(dims, b.Tasks(count, n, n));
  const std::vector<float> dout = BenchFloats(count * n * b.width, 9);
  std::vector<float> dq(b.q.size()), dk(b.k.size()), dv(b.v.size());
  std::vector<AttentionBackwardTask> tasks;
  for (int64_t s = 0; s < count; ++s) {
    const int64_t q = s * n * b.width, k = s * n * b.kv_width;
    tasks.push_back({n, b.q.data() + q, b.width, b.k.data() + k, b.kv_width, b.v.data() + k,
                     b.kv_width, b.out.data() + q, b.width, dout.data() + q, b.width,
                     b.lse.data() + s * n * dims.n_heads, dq.data() + q, b.width, dk.data() + k,
                     b.kv_width, dv.data() + k, b.kv_width});
  }
  const double flops = 10.0 * count * n * (n + 1) / 2 * dims.n_heads * dims.head_dim;
  RunKernel(state, static_cast<int>(state.range(5)), flops, 0,
            [&] { AttentionBackward(dims, tasks); });
}

const std::vector<std::string> kNames = {"seqs", "tokens", "heads", "kv", "dim", "threads"};

void Whole(benchmark::internal::Benchmark* bench) {
  bench->ArgNames(kNames)->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 24, 4, 4, 16, threads});
    bench->Args({64, 60, 4, 4, 16, threads});
    bench->Args({16, 160, 9, 3, 64, threads});
    bench->Args({1, 512, 9, 3, 64, threads});
    bench->Args({1, 2048, 9, 3, 64, threads});
  }
}

void Decodes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames(kNames)->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({128, 40, 4, 4, 16, threads});
    bench->Args({1, 1024, 9, 3, 64, threads});
    bench->Args({16, 1024, 9, 3, 64, threads});
    bench->Args({64, 1024, 9, 3, 64, threads});
  }
}

BENCHMARK(BM_Prefill)->Apply(Whole);
BENCHMARK(BM_Decode)->Apply(Decodes);
BENCHMARK(BM_Gradient)->Apply(Whole);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
