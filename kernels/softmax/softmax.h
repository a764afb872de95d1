// Log-probability of given tokens, entropy, and their gradient, from logits.
//
//   z = logits · inv_temperature,  lse = log Σ_v exp(z[v])
//   logp = z[target] - lse         entropy = -Σ_v p[v] log p[v]
//
// The sampler and the trainer both record these values, so the on-policy ratio is exactly 1.
//
// Order for a row: m = max z; d[v] = max(z[v] - m, -110); e[v] = Exp(d[v]); S = Σ e and
// E = Σ e·d (fma), both in 16 lanes (lane v mod 16, ascending) and the tree l += l+8, +4, +2, +1;
// lse = m + Log(S); entropy = Log(S) - E/S. (The floor -110 keeps a logit of -inf from making
// 0·inf in the entropy; Exp is 0 there.)
#ifndef R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_
#define R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_

#include <cstdint>

namespace r1bench::kernels {

struct TokenStats {
  float logp = 0;     // nats; 0 where the target is -1
  float entropy = 0;  // nats
  float lse = 0;
};

// logits: [T, V] with row stride ld. targets: [T], a token id or -1 for none; null: all -1.
void LogSoftmaxStats(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
                     const int32_t* targets, TokenStats* stats);

// dlogits[t,v] = (dlogp[t] · inv_temperature) · ([v = target] - Exp(z[t,v] - lse[t])), overwritten;
// rows without a target are zero. dlogits has row stride ld and may be logits itself.
void LogSoftmaxBackward(int64_t T, int64_t V, const float* logits, int64_t ld,
                        float inv_temperature, const int32_t* targets, const TokenStats* stats,
                        const float* dlogp, float* dlogits);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SOFTMAX_SOFTMAX_H_
