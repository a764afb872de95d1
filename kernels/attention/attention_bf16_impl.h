// What a kernel set provides for attention_bf16.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_IMPL_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_IMPL_H_

#include "kernels/attention/attention_bf16.h"

namespace r1bench::kernels {

// Tokens of one block: rows i of k and v go to slots slot + i of the blocks, i < count.
struct KvRowsBf16 {
  int64_t slot;
  int64_t count;
  const float* k;
  int64_t k_stride;
  const float* v;
  int64_t v_stride;
  float* k_block;  // words
  float* v_block;
};

struct AttentionBf16Kernels {
  // May overwrite the slots of the block that come after the last row.
  void (*write)(const AttentionDims& dims, const KvRowsBf16& rows);
  // Queries [begin, end) of the task, for the query heads of key/value head g.
  void (*forward)(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t begin,
                  int64_t end);
};

extern const AttentionBf16Kernels kAttentionBf16Reference;
extern const AttentionBf16Kernels kAttentionBf16Avx2;
extern const AttentionBf16Kernels kAttentionBf16Avx512;
extern const AttentionBf16Kernels kAttentionBf16Avx512Dot;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_IMPL_H_
