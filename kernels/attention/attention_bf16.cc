#include "kernels/attention/attention_bf16.h"

#include "kernels/attention/attention_bf16_impl.h"
#include "kernels/attention/attention_units.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

const AttentionBf16Kernels& Kernels() {
  return Select(kAttentionBf16Reference, kAttentionBf16Avx2, kAttentionBf16Avx512,
                kAttentionBf16Avx512Dot);
}

}  // namespace

void AttentionForwardBf16(const AttentionDims& dims, std::span<const AttentionTask> tasks) {
  const AttentionBf16Kernels& kernels = Kernels();
  ForEachAttentionUnit(dims, tasks,
                       [&](const AttentionTask& task, int64_t g, int64_t begin, int64_t end) {
                         kernels.forward(dims, task, g, begin, end);
                       });
}

void KvWriteBf16(const AttentionDims& dims, int64_t n_tokens, int64_t first_position,
                 const float* k, int64_t k_stride, const float* v, int64_t v_stride,
                 float* const* k_blocks, float* const* v_blocks) {
  const AttentionBf16Kernels& kernels = Kernels();
  ForEachBlockPiece(
      n_tokens, first_position, [&](int64_t slot, int64_t count, int64_t i, int64_t block) {
        kernels.write(dims, {slot, count, k + i * k_stride, k_stride, v + i * v_stride, v_stride,
                             k_blocks[block], v_blocks[block]});
      });
}

}  // namespace r1bench::kernels
