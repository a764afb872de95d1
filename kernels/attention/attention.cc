#include "kernels/attention/attention.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/attention/attention_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Queries of one unit of work: enough to reuse each key block, few enough to share a long prompt
// among threads.
constexpr int64_t kTileQueries = 32;
// Multiply-adds that a thread should have before another is woken.
constexpr int64_t kGrainWork = 65536;

const AttentionKernels& Kernels() {
  return Select(kAttentionReference, kAttentionAvx2, kAttentionAvx512);
}

void CheckDims(const AttentionDims& dims) {
  base::Require(dims.n_kv_heads > 0 && dims.n_heads > 0 && dims.n_heads % dims.n_kv_heads == 0,
                "expected n_heads to be a multiple of n_kv_heads, got ", dims.n_heads, " and ",
                dims.n_kv_heads);
  base::Require(dims.head_dim > 0 && dims.head_dim % 8 == 0 && dims.head_dim <= 256,
                "expected a head_dim that is a multiple of 8 up to 256, got ", dims.head_dim);
}

int64_t Tiles(const AttentionTask& task) {
  return (task.num_queries + kTileQueries - 1) / kTileQueries;
}

// Multiply-adds of all tasks over all heads (scores and values).
int64_t Work(const AttentionDims& dims, std::span<const AttentionTask> tasks) {
  int64_t keys = 0;
  for (const AttentionTask& task : tasks) {
    keys += task.num_queries * (task.first_position + task.num_queries / 2 + 1);
  }
  return keys * dims.n_heads * dims.head_dim * 2;
}

}  // namespace

void AttentionForward(const AttentionDims& dims, std::span<const AttentionTask> tasks) {
  CheckDims(dims);
  int64_t units = 0;
  for (const AttentionTask& task : tasks) units += Tiles(task) * dims.n_kv_heads;
  if (units == 0) return;
  const AttentionKernels& kernels = Kernels();
  const int64_t work_per_unit = Work(dims, tasks) / units + 1;
  const int64_t grain = std::clamp<int64_t>(kGrainWork / work_per_unit, 1, units);
  base::ParallelFor(units, grain, [&](int64_t begin, int64_t end) {
    int64_t first = 0;  // unit number of the task's first unit
    for (const AttentionTask& task : tasks) {
      const int64_t tiles = Tiles(task);
      const int64_t count = tiles * dims.n_kv_heads;
      for (int64_t u = std::max(begin, first); u < std::min(end, first + count); ++u) {
        const int64_t tile = (u - first) % tiles;
        kernels.forward(dims, task, (u - first) / tiles, tile * kTileQueries,
                        std::min(task.num_queries, (tile + 1) * kTileQueries));
      }
      first += count;
      if (first >= end) break;
    }
  });
}

void KvWrite(const AttentionDims& dims, int64_t n_tokens, int64_t first_position, const float* k,
             int64_t k_stride, const float* v, int64_t v_stride, float* const* k_blocks,
             float* const* v_blocks) {
  const AttentionKernels& kernels = Kernels();
  for (int64_t i = 0; i < n_tokens;) {
    const int64_t position = first_position + i;
    const int64_t block = position / kKvBlockTokens;
    const int64_t slot = position % kKvBlockTokens;
    const int64_t count = std::min(kKvBlockTokens - slot, n_tokens - i);
    kernels.write(dims, {slot, count, k + i * k_stride, k_stride, v + i * v_stride, v_stride,
                         k_blocks[block], v_blocks[block]});
    i += count;
  }
}

void AttentionBackward(const AttentionDims& dims, std::span<const AttentionBackwardTask> tasks) {
  CheckDims(dims);
  const int64_t units = static_cast<int64_t>(tasks.size()) * dims.n_kv_heads;
  if (units == 0) return;
  int64_t work = 0;
  for (const AttentionBackwardTask& task : tasks) work += task.n * (task.n + 1) / 2;
  work *= dims.n_heads * dims.head_dim * 5;
  const AttentionKernels& kernels = Kernels();
  const int64_t grain = std::clamp<int64_t>(kGrainWork / (work / units + 1), 1, units);
  base::ParallelFor(units, grain, [&](int64_t begin, int64_t end) {
    for (int64_t u = begin; u < end; ++u) {
      kernels.backward(dims, tasks[u / dims.n_kv_heads], u % dims.n_kv_heads);
    }
  });
}

}  // namespace r1bench::kernels
