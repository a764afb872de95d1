// Causal attention over a paged cache of bf16 keys and values: half the memory and half the traffic
// of attention.h, and two multiply-adds an instruction where the processor has VDPBF16PS. Dims,
// tasks, head groups and the paging are those of attention.h; queries and results are float32.
//
// bf16(x) is the rounding of kernels/bf16/bf16.h.
//
// The cache is made of blocks of 16 tokens. For one layer a block is two arrays of 32-bit words,
// owned by the caller, 64-byte alignment preferred. A word holds two bf16 numbers:
//   K block: [n_kv_heads][head_dim/2][16]  features 2j (high half) and 2j+1 (low half) of one token
//   V block: [n_kv_heads][8][head_dim]     tokens 2j (high half) and 2j+1 (low half), one feature
// Words travel as the bits of a float, so that one block table serves both kinds of cache; a block
// here has half the floats of a block there. Slots past the last token are never interpreted: they
// may hold anything, NaN included.
//
// Order of operations, a function of the query's position alone (so chunking, batching and threads
// change no bit, and prefill equals decode):
//   s[t]   Σ bf16(q[d])·k[t,d]: one accumulator, d ascending, fma; then one multiply by scale
//   m      max over t;  e[t] = Exp(s[t] - m)
//   sum    of the unrounded e: 16 lanes (lane t mod 16, ascending), then the tree l += l+8, +4, +2,
//          +1
//   out[d] Σ bf16(e[t])·v[t,d]: one accumulator, t ascending, fma; then one multiply by 1/sum and
//          + 0.0f (a zero has no sign: the pair of the last token adds one that is empty)
//   lse    m + Log(sum)
// In the two chains of fma a subnormal result becomes a zero of the same sign, as in VDPBF16PS
// (AMD64 Architecture Programmer's Manual, volume 4; Intel SDM, volume 2).
//
// On keys and queries that are bf16 numbers already, s and lse are bit for bit those of
// AttentionForward unless a partial sum is subnormal; so AttentionBackward takes this lse.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_H_

#include <cstdint>
#include <span>

#include "kernels/attention/attention.h"

namespace r1bench::kernels {

// 32-bit words of a K block, and of a V block.
inline int64_t KvBlockWordsBf16(const AttentionDims& dims) {
  return dims.n_kv_heads * dims.head_dim * (kKvBlockTokens / 2);
}

void AttentionForwardBf16(const AttentionDims& dims, std::span<const AttentionTask> tasks);

// Rounds n_tokens rows of k and v (head g of token i at k + i*k_stride + g*head_dim) into the
// blocks of positions first_position, first_position + 1, … Tokens before first_position stay.
void KvWriteBf16(const AttentionDims& dims, int64_t n_tokens, int64_t first_position,
                 const float* k, int64_t k_stride, const float* v, int64_t v_stride,
                 float* const* k_blocks, float* const* v_blocks);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_H_
