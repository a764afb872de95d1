// SmolLM2-135M over a bf16 cache: 9 heads over 3, head_dim 64; prefill, and decode of 1 (its cache
// stays near the core) to 256 sequences. Counters besides FLOP/s: of_peak, the share of the peak of
// bf16 products; of_bandwidth, of
// what the threads can read; x_float, the time of the float kernel over that of this one. All from
// the same run.
#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "kernels/attention/attention_batch.h"
#include "kernels/attention/attention_bf16.h"
#include "kernels/bench.h"

namespace r1bench::kernels {
namespace {

double BestSeconds(const std::function<void()>& body) {
  double best = 1e30;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    body();
    const auto end = std::chrono::steady_clock::now();
    best = std::min(best, std::chrono::duration<double>(end - start).count());
  }
  return best;
}

// Times the last `queries` positions of every sequence with both caches; limit_seconds: what the
// machine needs at least.
void Run(benchmark::State& state, int64_t queries, double flops, const char* limit,
         double limit_seconds) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  double float_seconds = 0;
  base::SetNumThreads(static_cast<int>(state.range(5)));
  {
    Batch batch(dims, count, n);
    const std::vector<AttentionTask> tasks = batch.Tasks(count, n, queries);
    float_seconds = BestSeconds([&] { AttentionForward(dims, tasks); });
  }
  Batch batch(dims, count, n, KvWriteBf16, KvBlockWordsBf16(dims));
  const std::vector<AttentionTask> tasks = batch.Tasks(count, n, queries);
  AttentionForwardBf16(dims, tasks);
  for (auto _ : state) AttentionForwardBf16(dims, tasks);
  using benchmark::Counter;
  state.counters["FLOP/s"] = Counter(flops, Counter::kIsIterationInvariantRate);
  state.counters[limit] = Counter(limit_seconds, Counter::kIsIterationInvariantRate);
  state.counters["x_float"] = Counter(float_seconds, Counter::kIsIterationInvariantRate);
}

void BM_PrefillBf16(benchmark::State& state) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  const double flops = 4.0 * count * n * (n + 1) / 2 * dims.n_heads * dims.head_dim;
  Run(state, n, flops, "of_peak", flops / PeakBf16Flops(static_cast<int>(state.range(5))));
}

void BM_DecodeBf16(benchmark::State& state) {
  const int64_t count = state.range(0), n = state.range(1);
  const AttentionDims dims = DimsOf(state);
  const double bytes = 4.0 * count * n * dims.n_kv_heads * dims.head_dim;
  Run(state, 1, 4.0 * count * n * dims.n_heads * dims.head_dim, "of_bandwidth",
      bytes / ReadBandwidth(static_cast<int>(state.range(5))));
}

const std::vector<std::string> kNames = {"seqs", "tokens", "heads", "kv", "dim", "threads"};

void Prefills(benchmark::internal::Benchmark* bench) {
  bench->ArgNames(kNames)->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({16, 160, 9, 3, 64, threads});
    bench->Args({1, 512, 9, 3, 64, threads});
    bench->Args({1, 2048, 9, 3, 64, threads});
  }
}

void Decodes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames(kNames)->UseRealTime();
  for (const int64_t threads : BenchThreads()) {
    bench->Args({1, 2048, 9, 3, 64, threads});
    bench->Args({256, 256, 9, 3, 64, threads});
    bench->Args({64, 1024, 9, 3, 64, threads});
  }
}

BENCHMARK(BM_PrefillBf16)->Apply(Prefills);
BENCHMARK(BM_DecodeBf16)->Apply(Decodes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
