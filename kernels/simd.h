// Sixteen floats as one value, for the kernels' own use: one __m512, or two __m256.
//
// Each x_cpu.cc is compiled for AVX2 and for AVX-512, and some for AVX-512 with BF16 and VNNI (see
// kernels.bzl), and includes this file. All names lie in a namespace of the instruction set, so the
// linker can never take an AVX-512 copy of an inline function for the AVX2 path. For the same
// reason an x_cpu.cc uses no templates or inline functions of the standard library, and nothing
// else that is shared.
#ifndef R1BENCH_KERNELS_SIMD_H_
#define R1BENCH_KERNELS_SIMD_H_

#include <immintrin.h>

#include <cstdint>

#include "kernels/exp_constants.h"

#if defined(__AVX512BF16__) && defined(__AVX512VNNI__)
#define R1_ISA avx512dot
#define R1_ISA_TABLE(name) name##Avx512Dot
#elif defined(__AVX512F__)
#define R1_ISA avx512
#define R1_ISA_TABLE(name) name##Avx512
#else
#define R1_ISA avx2
#define R1_ISA_TABLE(name) name##Avx2
#endif

#define R1_INLINE inline __attribute__((always_inline))

namespace r1bench::kernels {
namespace R1_ISA {

inline constexpr int64_t kWidth = 16;

R1_INLINE int64_t Min(int64_t a, int64_t b) { return a < b ? a : b; }
R1_INLINE int64_t Max(int64_t a, int64_t b) { return a > b ? a : b; }

#ifdef __AVX512F__

struct F16 {
  __m512 v;
};
using Mask = __mmask16;

R1_INLINE F16 Zero() { return {_mm512_setzero_ps()}; }
R1_INLINE F16 Set1(float x) { return {_mm512_set1_ps(x)}; }
R1_INLINE F16 Load(const float* p) { return {_mm512_loadu_ps(p)}; }
R1_INLINE void Store(float* p, F16 a) { _mm512_storeu_ps(p, a.v); }
// Lanes 0..n-1; 0 <= n <= 16.
R1_INLINE Mask FirstLanes(int64_t n) { return static_cast<Mask>((1u << n) - 1u); }
// The other lanes are zero, and their memory is not read.
R1_INLINE F16 LoadFirst(const float* p, int64_t n) {
  return {_mm512_maskz_loadu_ps(FirstLanes(n), p)};
}
R1_INLINE void StoreFirst(float* p, F16 a, int64_t n) {
  _mm512_mask_storeu_ps(p, FirstLanes(n), a.v);
}
R1_INLINE F16 Fma(F16 a, F16 b, F16 c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
R1_INLINE F16 Fnma(F16 a, F16 b, F16 c) { return {_mm512_fnmadd_ps(a.v, b.v, c.v)}; }
R1_INLINE F16 operator+(F16 a, F16 b) { return {_mm512_add_ps(a.v, b.v)}; }
R1_INLINE F16 operator-(F16 a, F16 b) { return {_mm512_sub_ps(a.v, b.v)}; }
R1_INLINE F16 operator*(F16 a, F16 b) { return {_mm512_mul_ps(a.v, b.v)}; }
R1_INLINE F16 operator/(F16 a, F16 b) { return {_mm512_div_ps(a.v, b.v)}; }
R1_INLINE F16 Sqrt(F16 a) { return {_mm512_sqrt_ps(a.v)}; }
// a > b ? a : b and a < b ? a : b: b where either is NaN.
R1_INLINE F16 MaxOrSecond(F16 a, F16 b) { return {_mm512_max_ps(a.v, b.v)}; }
R1_INLINE F16 MinOrSecond(F16 a, F16 b) { return {_mm512_min_ps(a.v, b.v)}; }
R1_INLINE F16 Negate(F16 a) { return {_mm512_xor_ps(a.v, _mm512_set1_ps(-0.0f))}; }
// Lanes of a where the mask is set, else of b.
R1_INLINE F16 Choose(Mask mask, F16 a, F16 b) { return {_mm512_mask_blend_ps(mask, b.v, a.v)}; }
// fma(a, b, c) where the mask is set, else c.
R1_INLINE F16 FmaWhere(Mask mask, F16 a, F16 b, F16 c) {
  return {_mm512_mask3_fmadd_ps(a.v, b.v, c.v, mask)};
}
// p·2^n for integers n = shifted - kExpRound; rounds once, also for subnormal results.
R1_INLINE F16 ScaleByPowerOfTwo(F16 p, F16 shifted) {
  return {_mm512_scalef_ps(p.v, _mm512_sub_ps(shifted.v, _mm512_set1_ps(kExpRound)))};
}
R1_INLINE __m256 Low(F16 a) { return _mm512_castps512_ps256(a.v); }
R1_INLINE __m256 High(F16 a) { return _mm512_extractf32x8_ps(a.v, 1); }

#else

struct F16 {
  __m256 lo;
  __m256 hi;
};
struct Mask {
  __m256i lo;
  __m256i hi;
};

R1_INLINE F16 Zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
R1_INLINE F16 Set1(float x) {
  const __m256 v = _mm256_set1_ps(x);
  return {v, v};
}
R1_INLINE F16 Load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
R1_INLINE void Store(float* p, F16 a) {
  _mm256_storeu_ps(p, a.lo);
  _mm256_storeu_ps(p + 8, a.hi);
}
R1_INLINE Mask FirstLanes(int64_t n) {
  const __m256i count = _mm256_set1_epi32(static_cast<int>(n));
  return {_mm256_cmpgt_epi32(count, _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)),
          _mm256_cmpgt_epi32(count, _mm256_setr_epi32(8, 9, 10, 11, 12, 13, 14, 15))};
}
R1_INLINE F16 LoadFirst(const float* p, int64_t n) {
  const Mask m = FirstLanes(n);
  return {_mm256_maskload_ps(p, m.lo), _mm256_maskload_ps(p + 8, m.hi)};
}
R1_INLINE void StoreFirst(float* p, F16 a, int64_t n) {
  const Mask m = FirstLanes(n);
  _mm256_maskstore_ps(p, m.lo, a.lo);
  _mm256_maskstore_ps(p + 8, m.hi, a.hi);
}
R1_INLINE F16 Fma(F16 a, F16 b, F16 c) {
  return {_mm256_fmadd_ps(a.lo, b.lo, c.lo), _mm256_fmadd_ps(a.hi, b.hi, c.hi)};
}
R1_INLINE F16 Fnma(F16 a, F16 b, F16 c) {
  return {_mm256_fnmadd_ps(a.lo, b.lo, c.lo), _mm256_fnmadd_ps(a.hi, b.hi, c.hi)};
}
R1_INLINE F16 operator+(F16 a, F16 b) {
  return {_mm256_add_ps(a.lo, b.lo), _mm256_add_ps(a.hi, b.hi)};
}
R1_INLINE F16 operator-(F16 a, F16 b) {
  return {_mm256_sub_ps(a.lo, b.lo), _mm256_sub_ps(a.hi, b.hi)};
}
R1_INLINE F16 operator*(F16 a, F16 b) {
  return {_mm256_mul_ps(a.lo, b.lo), _mm256_mul_ps(a.hi, b.hi)};
}
R1_INLINE F16 operator/(F16 a, F16 b) {
  return {_mm256_div_ps(a.lo, b.lo), _mm256_div_ps(a.hi, b.hi)};
}
R1_INLINE F16 Sqrt(F16 a) { return {_mm256_sqrt_ps(a.lo), _mm256_sqrt_ps(a.hi)}; }
R1_INLINE F16 MaxOrSecond(F16 a, F16 b) {
  return {_mm256_max_ps(a.lo, b.lo), _mm256_max_ps(a.hi, b.hi)};
}
R1_INLINE F16 MinOrSecond(F16 a, F16 b) {
  return {_mm256_min_ps(a.lo, b.lo), _mm256_min_ps(a.hi, b.hi)};
}
R1_INLINE F16 Negate(F16 a) {
  const __m256 sign = _mm256_set1_ps(-0.0f);
  return {_mm256_xor_ps(a.lo, sign), _mm256_xor_ps(a.hi, sign)};
}
R1_INLINE F16 Choose(Mask mask, F16 a, F16 b) {
  return {_mm256_blendv_ps(b.lo, a.lo, _mm256_castsi256_ps(mask.lo)),
          _mm256_blendv_ps(b.hi, a.hi, _mm256_castsi256_ps(mask.hi))};
}
R1_INLINE F16 FmaWhere(Mask mask, F16 a, F16 b, F16 c) { return Choose(mask, Fma(a, b, c), c); }
// 2^(n/2) and 2^(n - n/2) in turn, so that only the last product rounds.
R1_INLINE __m256 ScaleHalf(__m256 p, __m256 shifted) {
  const __m256i n = _mm256_sub_epi32(_mm256_castps_si256(shifted),
                                     _mm256_castps_si256(_mm256_set1_ps(kExpRound)));
  const __m256i half = _mm256_srai_epi32(n, 1);
  const __m256i bias = _mm256_set1_epi32(127);
  const __m256i a = _mm256_slli_epi32(_mm256_add_epi32(half, bias), 23);
  const __m256i b = _mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(n, half), bias), 23);
  return _mm256_mul_ps(_mm256_mul_ps(p, _mm256_castsi256_ps(a)), _mm256_castsi256_ps(b));
}
R1_INLINE F16 ScaleByPowerOfTwo(F16 p, F16 shifted) {
  return {ScaleHalf(p.lo, shifted.lo), ScaleHalf(p.hi, shifted.hi)};
}
R1_INLINE __m256 Low(F16 a) { return a.lo; }
R1_INLINE __m256 High(F16 a) { return a.hi; }

#endif

// The project's tree: l += l+8, +4, +2, +1.
R1_INLINE float TreeSum(F16 a) {
  const __m256 eight = _mm256_add_ps(Low(a), High(a));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

R1_INLINE float TreeMax(F16 a) {
  const __m256 eight = _mm256_max_ps(Low(a), High(a));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
}

// Bit for bit the scalar Exp of kernels/math/math.h.
R1_INLINE F16 Exp(F16 x) {
  const F16 c = MaxOrSecond(Set1(kExpMin), MinOrSecond(Set1(kExpMax), x));
  const F16 shifted = Fma(c, Set1(kExpInvLn2), Set1(kExpRound));
  const F16 n = shifted - Set1(kExpRound);
  const F16 r = Fnma(n, Set1(kExpLn2Lo), Fnma(n, Set1(kExpLn2Hi), c));
  F16 q = Fma(Set1(kExpPoly[4]), r, Set1(kExpPoly[3]));
  q = Fma(q, r, Set1(kExpPoly[2]));
  q = Fma(q, r, Set1(kExpPoly[1]));
  q = Fma(q, r, Set1(kExpPoly[0]));
  const F16 p = Set1(1.0f) + Fma(r * r, q, r);
  return ScaleByPowerOfTwo(p, shifted);
}

// log of four positive finite numbers (or NaN): bit for bit the scalar Log of kernels/math/math.h.
R1_INLINE __m128 LogFour(__m128 x) {
  const __m256i bits = _mm256_castpd_si256(_mm256_cvtps_pd(x));
  // The biased exponent in the low bits of 2^52 is an integer in double.
  const __m256i exponent =
      _mm256_or_si256(_mm256_srli_epi64(bits, 52), _mm256_castpd_si256(_mm256_set1_pd(0x1p52)));
  const __m256i fraction =
      _mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi64x(0x000fffffffffffff)),
                      _mm256_castpd_si256(_mm256_set1_pd(1.0)));
  __m256d e = _mm256_sub_pd(_mm256_castsi256_pd(exponent), _mm256_set1_pd(0x1p52 + 1023));
  __m256d m = _mm256_castsi256_pd(fraction);
  const __m256d one = _mm256_set1_pd(1.0);
  const __m256d large = _mm256_cmp_pd(m, _mm256_set1_pd(kLogSqrt2), _CMP_GT_OQ);
  m = _mm256_blendv_pd(m, _mm256_mul_pd(m, _mm256_set1_pd(0.5)), large);
  e = _mm256_add_pd(e, _mm256_and_pd(large, one));
  const __m256d s = _mm256_div_pd(_mm256_sub_pd(m, one), _mm256_add_pd(m, one));
  const __m256d z = _mm256_mul_pd(s, s);
  __m256d q = _mm256_set1_pd(kLogSeries[0]);
  for (int i = 1; i < 7; ++i) q = _mm256_fmadd_pd(q, z, _mm256_set1_pd(kLogSeries[i]));
  const __m256d r = _mm256_fmadd_pd(_mm256_mul_pd(s, z), q, _mm256_add_pd(s, s));
  const __m128 log = _mm256_cvtpd_ps(_mm256_fmadd_pd(e, _mm256_set1_pd(kLogLn2), r));
  return _mm_blendv_ps(log, x, _mm_cmpunord_ps(x, x));
}

inline constexpr int64_t kLogLanes = 8;

// The same for eight, 16-byte aligned.
R1_INLINE void LogEight(const float* x, float* y) {
  _mm_store_ps(y, LogFour(_mm_load_ps(x)));
  _mm_store_ps(y + 4, LogFour(_mm_load_ps(x + 4)));
}

// to[c*to_stride + r] = from[r*stride + c] for c < 8 and r < 8; rows from `count` on are zero and
// not read.
R1_INLINE void TransposeEight(const float* from, int64_t stride, int64_t count, float* to,
                              int64_t to_stride) {
  __m256 row[8];
#pragma GCC unroll 8
  for (int64_t r = 0; r < 8; ++r) {
    row[r] = r < count ? _mm256_loadu_ps(from + r * stride) : _mm256_setzero_ps();
  }
  __m256 pair[8];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    pair[2 * i] = _mm256_unpacklo_ps(row[2 * i], row[2 * i + 1]);
    pair[2 * i + 1] = _mm256_unpackhi_ps(row[2 * i], row[2 * i + 1]);
  }
  __m256 four[8];
#pragma GCC unroll 2
  for (int i = 0; i < 2; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const __m256 a = pair[4 * i + j];
      const __m256 b = pair[4 * i + 2 + j];
      four[4 * i + 2 * j] = _mm256_shuffle_ps(a, b, 0x44);
      four[4 * i + 2 * j + 1] = _mm256_shuffle_ps(a, b, 0xee);
    }
  }
#pragma GCC unroll 4
  for (int c = 0; c < 4; ++c) {
    _mm256_storeu_ps(to + c * to_stride, _mm256_permute2f128_ps(four[c], four[4 + c], 0x20));
    _mm256_storeu_ps(to + (c + 4) * to_stride, _mm256_permute2f128_ps(four[c], four[4 + c], 0x31));
  }
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SIMD_H_
