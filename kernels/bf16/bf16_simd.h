// Rounding to bf16 (the rule of kernels/bf16/bf16.h) and words of pairs, sixteen lanes at a time.
//
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_BF16_BF16_SIMD_H_
#define R1BENCH_KERNELS_BF16_BF16_SIMD_H_

#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

#ifdef __AVX512F__

// Sixteen words of two bf16: the earlier element in the high half.
struct W16 {
  __m512i v;
};

R1_INLINE W16 LoadWords(const uint32_t* p) { return {_mm512_loadu_si512(p)}; }
R1_INLINE void StoreWords(uint32_t* p, W16 w) { _mm512_storeu_si512(p, w.v); }
R1_INLINE void StoreFirstWords(uint32_t* p, W16 w, int64_t n) {
  _mm512_mask_storeu_epi32(p, FirstLanes(n), w.v);
}
R1_INLINE W16 SetWord(uint32_t word) { return {_mm512_set1_epi32(static_cast<int>(word))}; }
// The two elements of each word as floats; exact.
R1_INLINE F16 Earlier(W16 w) {
  const __m512i mask = _mm512_set1_epi32(static_cast<int>(0xffff0000u));
  return {_mm512_castsi512_ps(_mm512_and_si512(w.v, mask))};
}
R1_INLINE F16 Later(W16 w) { return {_mm512_castsi512_ps(_mm512_slli_epi32(w.v, 16))}; }

#else

struct W16 {
  __m256i lo;
  __m256i hi;
};

R1_INLINE W16 LoadWords(const uint32_t* p) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 8))};
}
R1_INLINE void StoreWords(uint32_t* p, W16 w) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), w.lo);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 8), w.hi);
}
R1_INLINE void StoreFirstWords(uint32_t* p, W16 w, int64_t n) {
  const Mask m = FirstLanes(n);
  _mm256_maskstore_epi32(reinterpret_cast<int*>(p), m.lo, w.lo);
  _mm256_maskstore_epi32(reinterpret_cast<int*>(p + 8), m.hi, w.hi);
}
R1_INLINE W16 SetWord(uint32_t word) {
  const __m256i v = _mm256_set1_epi32(static_cast<int>(word));
  return {v, v};
}
R1_INLINE F16 Earlier(W16 w) {
  const __m256i mask = _mm256_set1_epi32(static_cast<int>(0xffff0000u));
  return {_mm256_castsi256_ps(_mm256_and_si256(w.lo, mask)),
          _mm256_castsi256_ps(_mm256_and_si256(w.hi, mask))};
}
R1_INLINE F16 Later(W16 w) {
  return {_mm256_castsi256_ps(_mm256_slli_epi32(w.lo, 16)),
          _mm256_castsi256_ps(_mm256_slli_epi32(w.hi, 16))};
}

#endif

#if defined(__AVX512BF16__)

// The nearest bf16 of each lane, as a float.
R1_INLINE F16 RoundLanes(F16 x) {
  const __m256i halves = (__m256i)_mm512_cvtneps_pbh(x.v);
  return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16))};
}
// Lane l of the result is the pair (earlier[l], later[l]).
R1_INLINE W16 PairLanes(F16 earlier, F16 later) {
  const __m512i halves = (__m512i)_mm512_cvtne2ps_pbh(earlier.v, later.v);
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  // Half 2l of the result comes from half l (later), half 2l + 1 from half 16 + l (earlier).
  const __m512i order =
      _mm512_or_si512(lane, _mm512_slli_epi32(_mm512_add_epi32(lane, _mm512_set1_epi32(16)), 16));
  return {_mm512_permutexvar_epi16(order, halves)};
}
// The pairs of 32 consecutive elements.
R1_INLINE W16 PairNeighbours(F16 first, F16 second) {
  return {_mm512_rol_epi32((__m512i)_mm512_cvtne2ps_pbh(second.v, first.v), 16)};
}

#elif defined(__AVX512F__)

R1_INLINE F16 RoundLanes(F16 x) {
  const __m512i bits = _mm512_castps_si512(x.v);
  const __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff));
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  __m512i r = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  r = _mm512_mask_or_epi32(r, _mm512_cmpgt_epi32_mask(magnitude, _mm512_set1_epi32(0x7f800000)),
                           bits, _mm512_set1_epi32(0x00400000));
  r = _mm512_mask_and_epi32(r, _mm512_cmplt_epi32_mask(magnitude, _mm512_set1_epi32(0x00800000)),
                            bits, _mm512_set1_epi32(static_cast<int>(0x80000000u)));
  return Earlier({r});
}
R1_INLINE W16 PairLanes(F16 earlier, F16 later) {
  const __m512i low = _mm512_srli_epi32(_mm512_castps_si512(RoundLanes(later).v), 16);
  return {_mm512_or_si512(_mm512_castps_si512(RoundLanes(earlier).v), low)};
}
// Pairs of 16 elements in eight words: in each 64-bit lane the odd element slides under the even.
R1_INLINE __m256i PairHalf(F16 x) {
  const __m512i r = _mm512_castps_si512(RoundLanes(x).v);
  return _mm512_cvtepi64_epi32(_mm512_or_si512(r, _mm512_srli_epi64(r, 48)));
}
R1_INLINE W16 PairNeighbours(F16 first, F16 second) {
  return {_mm512_inserti64x4(_mm512_castsi256_si512(PairHalf(first)), PairHalf(second), 1)};
}

#else

R1_INLINE __m256i RoundEight(__m256 x) {
  const __m256i bits = _mm256_castps_si256(x);
  const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  __m256i r = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  const __m256i nan = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(0x7f800000));
  r = _mm256_blendv_epi8(r, _mm256_or_si256(bits, _mm256_set1_epi32(0x00400000)), nan);
  const __m256i tiny = _mm256_cmpgt_epi32(_mm256_set1_epi32(0x00800000), magnitude);
  const __m256i sign = _mm256_set1_epi32(static_cast<int>(0x80000000u));
  r = _mm256_blendv_epi8(r, _mm256_and_si256(bits, sign), tiny);
  return _mm256_and_si256(r, _mm256_set1_epi32(static_cast<int>(0xffff0000u)));
}
R1_INLINE F16 RoundLanes(F16 x) {
  return {_mm256_castsi256_ps(RoundEight(x.lo)), _mm256_castsi256_ps(RoundEight(x.hi))};
}
R1_INLINE W16 PairLanes(F16 earlier, F16 later) {
  return {_mm256_or_si256(RoundEight(earlier.lo), _mm256_srli_epi32(RoundEight(later.lo), 16)),
          _mm256_or_si256(RoundEight(earlier.hi), _mm256_srli_epi32(RoundEight(later.hi), 16))};
}
// In each 64-bit lane the odd element slides under the even one; then the low words of both.
R1_INLINE __m256i PairHalf(F16 x) {
  const __m256i a = RoundEight(x.lo), b = RoundEight(x.hi);
  const __m256 p = _mm256_castsi256_ps(_mm256_or_si256(a, _mm256_srli_epi64(a, 48)));
  const __m256 q = _mm256_castsi256_ps(_mm256_or_si256(b, _mm256_srli_epi64(b, 48)));
  return _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(p, q, 0x88)), 0xd8);
}
R1_INLINE W16 PairNeighbours(F16 first, F16 second) { return {PairHalf(first), PairHalf(second)}; }

#endif

// The pairs of n <= 32 consecutive elements; what lies beyond is +0 and not read.
R1_INLINE W16 PairFirst(const float* x, int64_t n) {
  if (n >= 2 * kWidth) return PairNeighbours(Load(x), Load(x + kWidth));
  if (n <= kWidth) return PairNeighbours(LoadFirst(x, n), Zero());
  return PairNeighbours(Load(x), LoadFirst(x + kWidth, n - kWidth));
}

// While one lives, subnormal numbers are read and written as zeros, as VDPBF16PS does whatever the
// mode. What is computed meanwhile must go through memory: the compiler knows nothing of the mode.
#ifdef __AVX512BF16__
struct FlushSubnormals {};
#else
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

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_BF16_BF16_SIMD_H_
