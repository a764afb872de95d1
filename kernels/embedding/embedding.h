// Token embedding: rows of a table, and the gradient of the table.
#ifndef R1BENCH_KERNELS_EMBEDDING_EMBEDDING_H_
#define R1BENCH_KERNELS_EMBEDDING_EMBEDDING_H_

#include <cstdint>

namespace r1bench::kernels {

// out[t,:] = table[tokens[t],:]. table: [vocab, n], out: [T, n]. A token outside 0..vocab-1 throws.
void EmbeddingForward(int64_t T, int64_t n, int64_t vocab, const int32_t* tokens,
                      const float* table, float* out);

// dtable[tokens[t],:] += dout[t,:], t ascending (threads split the features, not the tokens).
void EmbeddingBackward(int64_t T, int64_t n, int64_t vocab, const int32_t* tokens,
                       const float* dout, float* dtable);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_EMBEDDING_EMBEDDING_H_
