// Log-probability of given tokens, entropy, and their gradient, from logits.
//
//   z = logits · inv_temperature,  lse = log Σ_v exp(z[v])
//   logp = z[target] - lse         entropy = -Σ_v p[v] log p[v]
//
// The sampler and the trainer both record these values, so the on-policy ratio is exactly 1.
//
// Order for a row: the vocabulary is cut into blocks of 512 tokens. Within a block m = max z;
// d[v] = max(z[v] - m, -110); e[v] = Exp(d[v]); S = Σ e and E = Σ e·d (fma), both in 16 lanes (lane
// v mod 16, ascending) and the tree l += l+8, +4, +2, +1. Blocks are merged in ascending order
// (MergePartials); lse = m + Log(S); entropy = Log(S) - E/S. (The floor -110 keeps a logit of -inf
// from making 0·inf in the entropy; Exp is 0 there.)
//
// Why blocks: whoever makes the logits can reduce a block as soon as it exists and forget it, so no
// [tokens, vocabulary] array is ever stored (model/lm_head.h), with the same bits as from an array.
#ifndef R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_
#define R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_

#include <cstdint>

namespace r1bench::kernels {

struct TokenStats {
  float logp = 0;     // nats; 0 where the target is -1
  float entropy = 0;  // nats
  float lse = 0;
};

inline constexpr int64_t kVocabBlock = 512;

// What is left of a block of logits: enough for lse, entropy and for drawing a block.
struct SoftmaxPartial {
  float max = 0;       // of z; -inf if no token of the block is allowed
  float sum = 0;       // Σ Exp(z - max); 0 if none is allowed; NaN if a logit is NaN or +inf
  float weighted = 0;  // Σ Exp(z - max)·(z - max)
};

// partials[t * stride] of T rows of n <= kVocabBlock logits. On the calling thread.
void BlockPartials(int64_t T, int64_t n, const float* logits, int64_t ld,
                   const float* inv_temperatures, SoftmaxPartial* partials, int64_t stride);

// The block `b` after all that `a` stands for: with M = max, s = Exp(max_a - M), r = Exp(max_b -
// M), sum = sum_a·s + sum_b·r, weighted = s·(weighted_a + sum_a·(max_a - M)) + the same of b.
SoftmaxPartial MergePartials(const SoftmaxPartial& a, const SoftmaxPartial& b);

// lse and entropy of a whole row, and logp of a token whose logit·inv_temperature is z.
TokenStats StatsOf(const SoftmaxPartial& row);
inline float LogProbability(const TokenStats& stats, float z) { return z - stats.lse; }

// logits: [T, V] with row stride ld. targets: [T], a token id or -1 for none; null: all -1.
void LogSoftmaxStats(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
                     const int32_t* targets, TokenStats* stats);

// The columns [first, first + n) of the gradient, from those columns of the logits:
//   dlogits[t,v] = (dlogp[t] · inv_temperature) · ([v = target] - Exp(z[t,v] - lse[t]))
// Overwritten; rows without a target are zero. The targets are those of the stats, which were
// checked then. logits and dlogits have row stride ld and may be one
// array; column `first` is their first.
void LogSoftmaxBackward(int64_t T, int64_t first, int64_t n, const float* logits, int64_t ld,
                        float inv_temperature, const int32_t* targets, const TokenStats* stats,
                        const float* dlogp, float* dlogits);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_
