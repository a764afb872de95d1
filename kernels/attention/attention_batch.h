// For the benches: sequences with their rows and cache.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BATCH_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BATCH_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/attention/attention.h"
#include "kernels/bench.h"

namespace r1bench::kernels {

// Sequences of equal length n with their cache filled by `write`, block_floats to a K or V block.
struct Batch {
  Batch(const AttentionDims& d, int64_t count, int64_t n)
      : Batch(d, count, n, KvWrite, d.KBlockFloats()) {}
  Batch(const AttentionDims& d, int64_t count, int64_t n, decltype(KvWrite)* write,
        int64_t block_floats)
      : dims(d),
        width(d.n_heads * d.head_dim),
        kv_width(d.n_kv_heads * d.head_dim),
        q(BenchFloats(count * n * width, 1)),
        k(BenchFloats(count * n * kv_width, 2)),
        v(BenchFloats(count * n * kv_width, 3)),
        out(q.size()),
        lse(count * n * d.n_heads) {
    const int64_t blocks = (n + kKvBlockTokens - 1) / kKvBlockTokens;
    memory.resize(count * blocks * 2 * block_floats);
    float* at = memory.data();
    for (int64_t b = 0; b < count * blocks; ++b) {
      k_blocks.push_back(at);
      v_blocks.push_back(at + block_floats);
      at += 2 * block_floats;
    }
    for (int64_t s = 0; s < count; ++s) {
      write(d, n, 0, k.data() + s * n * kv_width, kv_width, v.data() + s * n * kv_width, kv_width,
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

// Of the arguments {.., .., heads, kv heads, head_dim}.
inline AttentionDims DimsOf(const benchmark::State& state) {
  AttentionDims dims = {state.range(2), state.range(3), state.range(4), 0};
  dims.scale = 1.0f / std::sqrt(static_cast<float>(dims.head_dim));
  return dims;
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BATCH_H_
