// What a kernel set provides for attention.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_IMPL_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_IMPL_H_

#include "kernels/attention/attention.h"

namespace r1bench::kernels {

// Tokens of one block: rows i of k and v go to slots slot + i of the blocks, i < count.
struct KvRows {
  int64_t slot;
  int64_t count;
  const float* k;
  int64_t k_stride;
  const float* v;
  int64_t v_stride;
  float* k_block;
  float* v_block;
};

struct AttentionKernels {
  // May overwrite the slots of the block that come after the last row.
  void (*write)(const AttentionDims& dims, const KvRows& rows);
  // Queries [begin, end) of the task, for the query heads of key/value head g.
  void (*forward)(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t begin,
                  int64_t end);
  // dq of the query heads of key/value head g, and dk, dv of g.
  void (*backward)(const AttentionDims& dims, const AttentionBackwardTask& task, int64_t g);
};

extern const AttentionKernels kAttentionReference;
extern const AttentionKernels kAttentionAvx2;
extern const AttentionKernels kAttentionAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_IMPL_H_
