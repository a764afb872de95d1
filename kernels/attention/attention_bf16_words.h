// bf16 numbers in pairs, two to a 32-bit word (first in the high half), and their fused
// multiply-adds with subnormal results flushed to zero. Words travel as the bits of floats.
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_

#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

R1_INLINE Mask AllOrNoneLanes(bool all) { return FirstLanes(all ? kWidth : 0); }

#ifdef __AVX512F__

using Words = __m512i;
R1_INLINE Words AsWords(F16 a) { return _mm512_castps_si512(a.v); }
R1_INLINE F16 AsFloats(Words w) { return {_mm512_castsi512_ps(w)}; }
R1_INLINE F16 HighHalves(Words w) {
  return AsFloats(_mm512_and_si512(w, _mm512_set1_epi32(static_cast<int>(0xffff0000))));
}
R1_INLINE F16 LowHalves(Words w) { return AsFloats(_mm512_slli_epi32(w, 16)); }
// The high halves of both, those of b as the low halves.
R1_INLINE Words JoinHighHalves(Words a, Words b) {
  return _mm512_or_si512(AsWords(HighHalves(a)), _mm512_srli_epi32(b, 16));
}

#else

struct Words {
  __m256i lo;
  __m256i hi;
};
R1_INLINE Words AsWords(F16 a) { return {_mm256_castps_si256(a.lo), _mm256_castps_si256(a.hi)}; }
R1_INLINE F16 AsFloats(Words w) { return {_mm256_castsi256_ps(w.lo), _mm256_castsi256_ps(w.hi)}; }
R1_INLINE F16 HighHalves(Words w) {
  const __m256i high = _mm256_set1_epi32(static_cast<int>(0xffff0000));
  return AsFloats(Words{_mm256_and_si256(w.lo, high), _mm256_and_si256(w.hi, high)});
}
R1_INLINE F16 LowHalves(Words w) {
  return AsFloats(Words{_mm256_slli_epi32(w.lo, 16), _mm256_slli_epi32(w.hi, 16)});
}
R1_INLINE Words JoinHighHalves(Words a, Words b) {
  const Words high = AsWords(HighHalves(a));
  return {_mm256_or_si256(high.lo, _mm256_srli_epi32(b.lo, 16)),
          _mm256_or_si256(high.hi, _mm256_srli_epi32(b.hi, 16))};
}

#endif

#ifdef __AVX512BF16__

// Sixteen numbers as eight words.
R1_INLINE __m256i PackEight(F16 a) {
  return _mm256_rol_epi32((__m256i)_mm512_cvtneps_pbh(a.v), 16);
}
// bf16(a), as floats.
R1_INLINE F16 RoundBf16(F16 a) {
  const __m256i halves = (__m256i)_mm512_cvtneps_pbh(a.v);
  return AsFloats(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
}

// One factor of the multiply-adds that is the same in all lanes, or a vector of words.
using Pairs = __m512i;
inline constexpr int64_t kPairFloats = 1;  // of a stored factor
R1_INLINE Pairs SplitWords(Words w) { return w; }
R1_INLINE Pairs SetPair(const float* p) { return _mm512_castps_si512(_mm512_set1_ps(*p)); }
R1_INLINE void StorePairs(float* to, F16 a) {
  _mm256_storeu_ps(to, _mm256_castsi256_ps(PackEight(a)));
}
// Zeros in place of the first or second members.
R1_INLINE Pairs KeepMembers(Pairs x, bool first, bool second) {
  const uint32_t mask = (first ? 0xffff0000u : 0u) | (second ? 0xffffu : 0u);
  return _mm512_and_si512(x, _mm512_set1_epi32(static_cast<int>(mask)));
}
// acc + first·first, + second·second.
R1_INLINE F16 FmaPairs(Pairs a, Pairs b, F16 acc) {
  return {_mm512_dpbf16_ps(acc.v, (__m512bh)a, (__m512bh)b)};
}

// VDPBF16PS flushes whatever MXCSR says.
struct FlushSubnormals {};

#else

#ifdef __AVX512F__

R1_INLINE F16 RoundBf16(F16 a) {
  const __m512i bits = _mm512_castps_si512(a.v);
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  __m512i r = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  const __mmask16 nan = _mm512_cmp_ps_mask(a.v, a.v, _CMP_UNORD_Q);
  r = _mm512_mask_or_epi32(r, nan, bits, _mm512_set1_epi32(0x400000));
  const __mmask16 small = _mm512_testn_epi32_mask(bits, _mm512_set1_epi32(0x7f800000));
  r = _mm512_mask_and_epi32(r, small, bits, _mm512_set1_epi32(static_cast<int>(0x80000000)));
  return HighHalves(r);
}

R1_INLINE __m256i PackEight(F16 a) {
  const __m512i r = _mm512_castps_si512(RoundBf16(a).v);  // 64 bits: first, second
  return _mm512_cvtepi64_epi32(_mm512_or_si512(r, _mm512_srli_epi64(r, 48)));
}

#else

R1_INLINE __m256 RoundHalf(__m256 a) {
  const __m256i bits = _mm256_castps_si256(a);
  const __m256i exponent = _mm256_set1_epi32(0x7f800000);
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  __m256i r = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(a, a, _CMP_UNORD_Q));
  r = _mm256_blendv_epi8(r, _mm256_or_si256(bits, _mm256_set1_epi32(0x400000)), nan);
  const __m256i small =
      _mm256_cmpeq_epi32(_mm256_and_si256(bits, exponent), _mm256_setzero_si256());
  const __m256i sign = _mm256_set1_epi32(static_cast<int>(0x80000000));
  r = _mm256_blendv_epi8(r, _mm256_and_si256(bits, sign), small);
  return _mm256_castsi256_ps(_mm256_and_si256(r, _mm256_set1_epi32(static_cast<int>(0xffff0000))));
}
R1_INLINE F16 RoundBf16(F16 a) { return {RoundHalf(a.lo), RoundHalf(a.hi)}; }

R1_INLINE __m256i PackFour(__m256 rounded) {
  const __m256i r = _mm256_castps_si256(rounded);  // 64 bits: first, second
  const __m256i words = _mm256_or_si256(r, _mm256_srli_epi64(r, 48));
  return _mm256_permutevar8x32_epi32(words, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
}
R1_INLINE __m256i PackEight(F16 a) {
  const F16 r = RoundBf16(a);
  return _mm256_blend_epi32(PackFour(r.lo), PackFour(r.hi), 0xf0);
}

#endif

struct Pairs {
  F16 first;
  F16 second;
};
inline constexpr int64_t kPairFloats = 2;
R1_INLINE Pairs SplitWords(Words w) { return {HighHalves(w), LowHalves(w)}; }
R1_INLINE Pairs SetPair(const float* p) { return {Set1(p[0]), Set1(p[1])}; }
R1_INLINE void StorePairs(float* to, F16 a) { Store(to, RoundBf16(a)); }
R1_INLINE Pairs KeepMembers(Pairs x, bool first, bool second) {
  return {Choose(AllOrNoneLanes(first), x.first, Zero()),
          Choose(AllOrNoneLanes(second), x.second, Zero())};
}
R1_INLINE F16 FmaPairs(Pairs a, Pairs b, F16 acc) {
  return Fma(a.second, b.second, Fma(a.first, b.first, acc));
}

// While one lives, subnormal numbers are zeros. What is computed meanwhile must go through memory:
// the compiler knows nothing of the mode.
class FlushSubnormals {
 public:
  R1_INLINE FlushSubnormals() : saved_(_mm_getcsr()) { Set(saved_ | 0x8040); }
  R1_INLINE ~FlushSubnormals() { Set(saved_); }
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  R1_INLINE static void Set(unsigned mode) {
    asm volatile("" ::: "memory");
    _mm_setcsr(mode);
    asm volatile("" ::: "memory");
  }
  unsigned saved_;
};

#endif

R1_INLINE Pairs LoadPairs(const float* words) { return SplitWords(AsWords(Load(words))); }
R1_INLINE Pairs LoadFirstPairs(const float* words, int64_t n) {
  return SplitWords(AsWords(LoadFirst(words, n)));
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_WORDS_H_
