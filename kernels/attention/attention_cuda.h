// Causal attention on the GPU over a paged cache of keys and values (attention.h has the formulas),
// and its gradient. Raw device pointers, queued on a stream; nothing is allocated.
//
// T = float or Bf16. Products of bf16 run on the tensor cores (mma.sync) with fp32 sums, those of
// fp32 on the ordinary cores; softmax is fp32. Rows (a token's heads, head_dim numbers each) start
// at multiples of 16 bytes: so do the pointers, and strides are multiples of 8 numbers. Fast for
// head_dim 64 and 128; others are padded to 64, 128 or 256.
//
// A query row has the same bits in prefill and decode, in every chunk of a prompt and every batch:
// its keys are cut at multiples of 512 (kAttentionSplit) counted from position 0, a piece goes
// through the softmax by tiles of 64 keys, ascending, and the pieces are merged in ascending order.
//   tile   s[t] = Σ_d q[d]·k[t,d];  m' = max(m, s);  a = 2^((m - m')·c), c = scale·log2(e)
//          p[t] = 2^(s[t]·c - m'·c);  sum = sum·a + Σ p[t];  o = o·a + Σ p[t]·v[t], p rounded to T
//   merge  m' = max(m, m2);  x = x·2^((m - m')·c) + x2·2^((m2 - m')·c) for sum and o
//   out    o / sum, rounded to T;  lse = m·scale + log(sum)
// This is the only mode. Decode needs the cut to spread a long sequence over the device; prefill
// pays for the same bits with one merge in 8 tiles (counted, head_dim 128: 330 of some 9000
// instructions of a thread, so about 4 %) and 128 KiB of shared memory for merged rows, both only
// past 512 keys. A row's maximum is its own, so no row of a tile changes another's bits.
//
// Keys and values up to a tile's last query must be finite; slots beyond, pages that no table names
// and table entries beyond the last page are never read.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_H_

#include <cstdint>

#include "kernels/attention/attention.h"
#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// Keys that one block of threads attends to in decode.
inline constexpr int kAttentionSplit = 512;

// The pages of one layer. Page b is k + b·page_stride and v + b·page_stride, each
// [n_kv_heads][16 tokens][head_dim]: a head's keys of a page lie together. The pool may be one
// array for all layers (page_stride then spans the page's layers) or one for each.
template <typename T>
struct KvPages {
  T* k = nullptr;
  T* v = nullptr;
  int64_t page_stride = 0;  // numbers
};

// Position t of sequence s is in page pages[s·stride + t / 16], slot t % 16.
struct BlockTables {
  const int32_t* pages = nullptr;
  int64_t stride = 0;
};

// Stores row r of k and v (n_kv_heads heads a row) as position positions[r] of sequence
// sequences[r]. A row whose sequence is negative is left out.
template <typename T>
void KvWrite(const Stream& stream, const kernels::AttentionDims& dims, const KvPages<T>& pages,
             const BlockTables& tables, int64_t rows, const int32_t* sequences,
             const int32_t* positions, const T* k, const T* v, int64_t kv_stride);

// Head h of row r: q + r·q_stride + h·head_dim. out is overwritten; lse is [rows, n_heads] or null.
template <typename T>
struct AttentionRows {
  const T* q = nullptr;
  int64_t q_stride = 0;
  T* out = nullptr;
  int64_t out_stride = 0;
  float* lse = nullptr;
};

// Rows row_begin[s] … row_begin[s + 1] - 1 are the queries of sequence s, at positions
// first_position[s] and on; their own keys are in the pages already. The bounds are the host's, so
// that a captured graph fits many batches.
struct PrefillBatch {
  int64_t sequences = 0;
  int64_t max_queries = 0;  // no sequence has more
  int64_t max_keys = 0;     // no query has a position of this or more
  const int32_t* row_begin = nullptr;
  const int32_t* first_position = nullptr;
};

// 2·head_dim multiply-adds a pair of query and key. A block takes 256 rows of one head (head_dim
// 128: 8 warps of 32 rows, so that a fragment of keys or values read from shared memory serves two
// products); that many rows share each tile of keys and values.
template <typename T>
void AttentionPrefill(const Stream& stream, const kernels::AttentionDims& dims,
                      const KvPages<T>& pages, const BlockTables& tables, const PrefillBatch& batch,
                      const AttentionRows<T>& rows);

// Floats of device memory that AttentionDecode needs.
int64_t AttentionDecodeWorkspace(const kernels::AttentionDims& dims, int64_t sequences,
                                 int64_t max_keys);

// Row s is the query of sequence s at positions[s]; with a negative one the row has no keys: out is
// 0, lse -inf. max_keys as above; it changes no bit. Moves the keys and values once: a warp takes
// 512 keys of one key/value head with all query heads of the group (up to 16; fp32: 4), six warps
// on a multiprocessor at head_dim 128 with 16 KiB each on the way.
template <typename T>
void AttentionDecode(const Stream& stream, const kernels::AttentionDims& dims,
                     const KvPages<T>& pages, const BlockTables& tables, int64_t sequences,
                     int64_t max_keys, const int32_t* positions, const AttentionRows<T>& rows,
                     float* workspace);

// Whole sequences, packed: rows row_begin[s] … row_begin[s + 1] - 1 are tokens 0, 1, … of sequence
// s. lse is that of the forward pass. dq, dk and dv are overwritten; each may share its rows with
// the others (one qkv array) but not with an input.
template <typename T>
struct AttentionGradient {
  int64_t rows = 0;
  int64_t sequences = 0;
  int64_t max_tokens = 0;  // no sequence has more
  const int32_t* row_begin = nullptr;
  const T* q = nullptr;
  const T* k = nullptr;
  const T* v = nullptr;
  int64_t qkv_stride = 0;
  const T* out = nullptr;
  const T* dout = nullptr;
  int64_t out_stride = 0;
  const float* lse = nullptr;
  T* dq = nullptr;
  T* dk = nullptr;
  T* dv = nullptr;
  int64_t dqkv_stride = 0;
};

// Floats of device memory that AttentionBackward needs.
int64_t AttentionBackwardWorkspace(const kernels::AttentionDims& dims, int64_t rows);

// attention.h's formulas: p = exp(s - lse), ds = p·(dp - delta), products of p and ds rounded to T.
// One pass over tiles of queries makes dq (keys ascending), another over tiles of keys dk and dv
// (heads of the group, then queries, ascending): nothing is added atomically, and a sequence's bits
// depend on no other. The second look at the scores makes 7 products of the least possible 5.
template <typename T>
void AttentionBackward(const Stream& stream, const kernels::AttentionDims& dims,
                       const AttentionGradient<T>& gradient, float* workspace);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_H_
