// Words of two bf16 numbers that travel as the bits of floats, and their fused multiply-adds with
// subnormal results flushed to zero. Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_

#include "kernels/bf16/bf16_simd.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

#ifdef __AVX512F__
R1_INLINE W16 AsWords(F16 a) { return {_mm512_castps_si512(a.v)}; }
R1_INLINE F16 AsFloats(W16 w) { return {_mm512_castsi512_ps(w.v)}; }
R1_INLINE __m256 FirstEight(W16 w) { return _mm256_castsi256_ps(_mm512_castsi512_si256(w.v)); }
#else
R1_INLINE W16 AsWords(F16 a) { return {_mm256_castps_si256(a.lo), _mm256_castps_si256(a.hi)}; }
R1_INLINE F16 AsFloats(W16 w) { return {_mm256_castsi256_ps(w.lo), _mm256_castsi256_ps(w.hi)}; }
R1_INLINE __m256 FirstEight(W16 w) { return _mm256_castsi256_ps(w.lo); }
#endif

// Sixteen numbers as eight words.
R1_INLINE void StoreWords(float* to, F16 a) {
  _mm256_storeu_ps(to, FirstEight(PairNeighbours(a, Zero())));
}

// Pairs: an operand of the multiply-adds, in the form that they take. Stored, a pair that goes to
// all lanes is kPairFloats floats.
#ifdef __AVX512BF16__

using Pairs = W16;
inline constexpr int64_t kPairFloats = 1;
R1_INLINE Pairs SplitWords(W16 w) { return w; }
R1_INLINE Pairs SetPair(const float* p) { return AsWords(Set1(*p)); }
R1_INLINE void StorePairs(float* to, F16 a) { StoreWords(to, a); }
// Zeros in place of the first or second members.
R1_INLINE Pairs KeepMembers(Pairs x, bool first, bool second) {
  const uint32_t mask = (first ? 0xffff0000u : 0u) | (second ? 0xffffu : 0u);
  return {_mm512_and_si512(x.v, _mm512_set1_epi32(static_cast<int>(mask)))};
}
// acc + first·first, + second·second.
R1_INLINE F16 FmaPairs(Pairs a, Pairs b, F16 acc) {
  return {_mm512_dpbf16_ps(acc.v, (__m512bh)a.v, (__m512bh)b.v)};
}

#else

struct Pairs {
  F16 first;
  F16 second;
};
inline constexpr int64_t kPairFloats = 2;
R1_INLINE Pairs SplitWords(W16 w) { return {Earlier(w), Later(w)}; }
R1_INLINE Pairs SetPair(const float* p) { return {Set1(p[0]), Set1(p[1])}; }
R1_INLINE void StorePairs(float* to, F16 a) { Store(to, RoundLanes(a)); }
R1_INLINE Pairs KeepMembers(Pairs x, bool first, bool second) {
  return {Choose(FirstLanes(first ? kWidth : 0), x.first, Zero()),
          Choose(FirstLanes(second ? kWidth : 0), x.second, Zero())};
}
R1_INLINE F16 FmaPairs(Pairs a, Pairs b, F16 acc) {
  return Fma(a.second, b.second, Fma(a.first, b.first, acc));
}

#endif

R1_INLINE Pairs LoadPairs(const float* words) { return SplitWords(AsWords(Load(words))); }
R1_INLINE Pairs LoadFirstPairs(const float* words, int64_t n) {
  return SplitWords(AsWords(LoadFirst(words, n)));
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_
