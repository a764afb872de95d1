// Causal attention with grouped-query heads over a paged cache (prefill and decode are one
// function), and its gradient for whole sequences.
//
//   s[t] = scale · Σ_d q[d]·k[t,d]   p = softmax(s[0..pos])   out[d] = Σ_t p[t]·v[t,d]
//
// Query head h reads key/value head h / (n_heads / n_kv_heads). Keys are already rotated.
//
// The cache is made of blocks of 16 tokens. For one layer a block is two arrays, owned by the
// caller (kv cache), 64-byte alignment preferred:
//   K block: [n_kv_heads][head_dim][16]   transposed: the vector runs over tokens
//   V block: [n_kv_heads][16][head_dim]
// Slots past the last token are never interpreted: they may hold anything, NaN included.
//
// Order of operations, a function of the query's position alone (so chunking, batching and threads
// change no bit, and prefill equals decode):
//   s[t]   one accumulator, d ascending, fma; then one multiply by scale
//   m      max over t;  e[t] = Exp(s[t] - m)
//   sum    16 lanes (lane t mod 16, ascending), then the tree l += l+8, +4, +2, +1
//   out[d] one accumulator, t ascending, fma of e[t]·v[t,d]; then one multiply by 1/sum
//   lse    m + Log(sum)
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_H_

#include <cstdint>
#include <span>

namespace r1bench::kernels {

inline constexpr int64_t kKvBlockTokens = 16;

struct AttentionDims {
  int64_t n_heads = 0;
  int64_t n_kv_heads = 0;
  int64_t head_dim = 0;  // a multiple of 8, at most 256
  float scale = 0;       // usually 1/sqrt(head_dim)

  int64_t KBlockFloats() const { return n_kv_heads * head_dim * kKvBlockTokens; }
  int64_t VBlockFloats() const { return n_kv_heads * head_dim * kKvBlockTokens; }
};

// Queries of one sequence at positions first_position .. first_position + num_queries - 1.
// Query i attends to positions 0 .. first_position + i, which must be in the cache already.
struct AttentionTask {
  const float* q = nullptr;  // head h of query i at q + i*q_stride + h*head_dim
  int64_t q_stride = 0;
  float* out = nullptr;  // same layout, out_stride; overwritten
  int64_t out_stride = 0;
  int64_t first_position = 0;
  int64_t num_queries = 0;
  const float* const* k_blocks = nullptr;  // block b holds positions 16b .. 16b+15
  const float* const* v_blocks = nullptr;
  float* lse = nullptr;  // [num_queries, n_heads] or null
};

void AttentionForward(const AttentionDims& dims, std::span<const AttentionTask> tasks);

// Copies n_tokens rows of k and v (head g of token i at k + i*k_stride + g*head_dim) into the
// blocks of positions first_position, first_position + 1, …
void KvWrite(const AttentionDims& dims, int64_t n_tokens, int64_t first_position, const float* k,
             int64_t k_stride, const float* v, int64_t v_stride, float* const* k_blocks,
             float* const* v_blocks);

// One whole sequence: tokens 0..n-1, all arrays with a row per token (strides in floats). q, out,
// dout, dq: n_heads heads a row; k, v, dk, dv: n_kv_heads heads a row. lse: [n, n_heads] from the
// forward pass. dq, dk, dv are overwritten.
struct AttentionBackwardTask {
  int64_t n = 0;
  const float* q = nullptr;
  int64_t q_stride = 0;
  const float* k = nullptr;
  int64_t k_stride = 0;
  const float* v = nullptr;
  int64_t v_stride = 0;
  const float* out = nullptr;
  int64_t out_stride = 0;
  const float* dout = nullptr;
  int64_t dout_stride = 0;
  const float* lse = nullptr;
  float* dq = nullptr;
  int64_t dq_stride = 0;
  float* dk = nullptr;
  int64_t dk_stride = 0;
  float* dv = nullptr;
  int64_t dv_stride = 0;
};

// With p[i,t] = Exp(s[i,t] - lse[i]), delta[i] = Σ_d out·dout (16 lanes and tree),
// dp[i,t] = Σ_d dout[i,d]·v[t,d], ds[i,t] = p · (dp - delta) · scale:
//   dq[i] = Σ_t ds[i,t]·k[t]   t ascending to the end of i's block of 16 tokens
//   dk[t] = Σ_h Σ_i ds[i,t]·q[i], dv[t] = Σ_h Σ_i p[i,t]·dout[i]
//           h ascending over the group, i ascending from the start of t's block of 16
// Entries above the diagonal inside a block enter these sums as exact zeros.
void AttentionBackward(const AttentionDims& dims, std::span<const AttentionBackwardTask> tasks);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_H_
