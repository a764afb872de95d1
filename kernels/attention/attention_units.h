// How a forward pass over a paged cache is cut into units of work and shared among threads; the
// same for every element type of the cache.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_UNITS_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_UNITS_H_

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/attention/attention.h"

namespace r1bench::kernels {

// Queries of one unit of work: enough to reuse each key block, few enough to share a long prompt
// among threads.
inline constexpr int64_t kTileQueries = 32;
// Multiply-adds that a thread should have before another is woken.
inline constexpr int64_t kGrainWork = 65536;

inline void CheckAttentionDims(const AttentionDims& dims) {
  base::Require(dims.n_kv_heads > 0 && dims.n_heads > 0 && dims.n_heads % dims.n_kv_heads == 0,
                "expected n_heads to be a multiple of n_kv_heads, got ", dims.n_heads, " and ",
                dims.n_kv_heads);
  base::Require(dims.head_dim > 0 && dims.head_dim % 8 == 0 && dims.head_dim <= 256,
                "expected a head_dim that is a multiple of 8 up to 256, got ", dims.head_dim);
}

inline int64_t AttentionTiles(const AttentionTask& task) {
  return (task.num_queries + kTileQueries - 1) / kTileQueries;
}

// Multiply-adds of all tasks over all heads (scores and values).
inline int64_t AttentionWork(const AttentionDims& dims, std::span<const AttentionTask> tasks) {
  int64_t keys = 0;
  for (const AttentionTask& task : tasks) {
    keys += task.num_queries * (task.first_position + task.num_queries / 2 + 1);
  }
  return keys * dims.n_heads * dims.head_dim * 2;
}

// unit(task, g, begin, end) for queries [begin, end) of the task and key/value head g, over all
// threads.
template <typename Unit>
void ForEachAttentionUnit(const AttentionDims& dims, std::span<const AttentionTask> tasks,
                          const Unit& unit) {
  CheckAttentionDims(dims);
  int64_t units = 0;
  for (const AttentionTask& task : tasks) units += AttentionTiles(task) * dims.n_kv_heads;
  if (units == 0) return;
  const int64_t work_per_unit = AttentionWork(dims, tasks) / units + 1;
  const int64_t grain = std::clamp<int64_t>(kGrainWork / work_per_unit, 1, units);
  base::ParallelFor(units, grain, [&](int64_t begin, int64_t end) {
    int64_t first = 0;  // unit number of the task's first unit
    for (const AttentionTask& task : tasks) {
      const int64_t tiles = AttentionTiles(task);
      const int64_t count = tiles * dims.n_kv_heads;
      for (int64_t u = std::max(begin, first); u < std::min(end, first + count); ++u) {
        const int64_t tile = (u - first) % tiles;
        unit(task, (u - first) / tiles, tile * kTileQueries,
             std::min(task.num_queries, (tile + 1) * kTileQueries));
      }
      first += count;
      if (first >= end) break;
    }
  });
}

// piece(slot, count, i, block) for the runs of rows i .. i + count - 1 that go to slots
// slot .. slot + count - 1 of one block.
template <typename Piece>
void ForEachBlockPiece(int64_t n_tokens, int64_t first_position, const Piece& piece) {
  for (int64_t i = 0; i < n_tokens;) {
    const int64_t position = first_position + i;
    const int64_t slot = position % kKvBlockTokens;
    const int64_t count = std::min(kKvBlockTokens - slot, n_tokens - i);
    piece(slot, count, i, position / kKvBlockTokens);
    i += count;
  }
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_UNITS_H_
