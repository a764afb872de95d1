// Micro: many short sequences in one call. SmolLM2-135M: 9 heads over 3, head_dim 64; one long
// prefill, decode of 1 to 64 sequences, and the gradient.
#include <cmath>
#include <vector>

#include "kernels/attention/attention.h"
#include "kernels/bench.h"

namespace r1bench::kernels {
namespace {

// Sequences of equal length n with their cache filled.
struct Batch {
  Batch(const AttentionDims& d, int64_t count, int64_t n)
      : dims(d),
        width(d.n_heads * d.head_dim),
        kv_width(d.n_kv_heads * d.head_dim),
        q(BenchFloats(count * n * width, 1)),
        k(BenchFloats(count * n * kv_width, 2)),
        v(BenchFloats(count * n * kv_width, 3)),
        out(q.size()),
        lse(count * n * d.n_heads) {
    const int64_t blocks = (n + kKvBlockTokens - 1) / kKvBlockTokens;
    memory.resize(count * blocks * (d.KBlockFloats() + d.VBlockFloats()));
    float* at = memory.data();
    for (int64_t b = 0; b < count * blocks; ++b) {
      k_blocks.push_back(at);
      v_blocks.push_back(at + d.KBlockFloats());
      at += d.KBlockFloats() + d.VBlockFloats();
    }
    for (int64_t s = 0; s < count; ++s) {
      KvWrite(d, n, 0, k.data() + s * n * kv_width, kv_width, v.data() + s * n * kv_width, kv_width,
              k_blocks.data() + s * blocks, v_blocks.data() + s * blocks);
    }
  }

  // The last `queries` positions of each sequence.
  std::vector<AttentionTask> Tasks(int64_t count, int64_t n, int64_t queries) {
    const int64_t blocks = (n + kKvBlockTokens - 1) / kKvBlockTokens;
    std::vector<AttentionTask> tasks;
    for (int64_t s = 0; s < count; ++s) {
      const int64_t row = s * n + n - queries;
      tasks.push_back({.q = q.data() + row * width,
                       .q_stride = width,
                       .out = out.data() + row * width,
                       .out_stride = width,
                       .first_position = n - queries,
                       .num_queries = queries,
                       .k_blocks = k_blocks.data() + s * blocks,
                       .v_blocks = v_blocks.data() + s * blocks,
                       .lse = lse.data() + row * dims.n_heads});
    }
    return tasks;
  }

  AttentionDims dims;
  int64_t width, kv_width;
  std::vector<float> q, k, v, out, lse, memory;
  std::vector<float*> k_blocks, v_blocks;
};

AttentionDims DimsOf(const benchmark::State& state) {
  AttentionDims dims = {state.range(2), state.range(3), state.range(4), 0};
  dims.scale = 1.0f / std::sqrt(static_cast<float>(dims.head_dim));
  return dims;
}

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
