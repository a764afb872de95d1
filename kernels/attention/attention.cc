#include "kernels/attention/attention.h"

#include <algorithm>

#include "base/parallel.h"
#include "kernels/attention/attention_impl.h"
#include "kernels/attention/attention_units.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

const AttentionKernels& Kernels() {
  return Select(kAttentionReference, kAttentionAvx2, kAttentionAvx512);
}

}  // namespace

void AttentionForward(const AttentionDims& dims, std::span<const AttentionTask> tasks) {
  const AttentionKernels& kernels = Kernels();
  ForEachAttentionUnit(dims, tasks,
                       [&](const AttentionTask& task, int64_t g, int64_t begin, int64_t end) {
                         kernels.forward(dims, task, g, begin, end);
                       });
}

void KvWrite(const AttentionDims& dims, int64_t n_tokens, int64_t first_position, const float* k,
             int64_t k_stride, const float* v, int64_t v_stride, float* const* k_blocks,
             float* const* v_blocks) {
  const AttentionKernels& kernels = Kernels();
  ForEachBlockPiece(
      n_tokens, first_position, [&](int64_t slot, int64_t count, int64_t i, int64_t block) {
        kernels.write(dims, {slot, count, k + i * k_stride, k_stride, v + i * v_stride, v_stride,
                             k_blocks[block], v_blocks[block]});
      });
}

void AttentionBackward(const AttentionDims& dims, std::span<const AttentionBackwardTask> tasks) {
  CheckAttentionDims(dims);
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
