// The vectors of gemm_quantized_cpu.cc: the widest the instruction set has, 32-bit lanes for
// outputs, each lane four codes of one output.
//
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_LANES_H_
#define R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_LANES_H_

#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

#ifdef __AVX512F__

inline constexpr int64_t kLanes = 16;
using Floats = __m512;
using Ints = __m512i;

R1_INLINE Ints LoadInts(const void* p) { return _mm512_loadu_si512(p); }
R1_INLINE Ints ZeroInts() { return _mm512_setzero_si512(); }
R1_INLINE Ints SetInts(int32_t x) { return _mm512_set1_epi32(x); }
R1_INLINE Ints LowNibbles(Ints x) { return _mm512_and_si512(x, _mm512_set1_epi8(15)); }
R1_INLINE Ints HighNibbles(Ints x) { return LowNibbles(_mm512_srli_epi16(x, 4)); }
R1_INLINE Ints AddInts(Ints a, Ints b) { return _mm512_add_epi32(a, b); }
R1_INLINE Ints AddShorts(Ints a, Ints b) { return _mm512_add_epi16(a, b); }
// Unsigned bytes of a times signed bytes of b, sums of neighbours as 16-bit numbers.
R1_INLINE Ints MultiplyBytes(Ints a, Ints b) { return _mm512_maddubs_epi16(a, b); }
// 16-bit numbers of a times x, sums of neighbours.
R1_INLINE Ints MultiplyShorts(Ints a, int16_t x) {
  return _mm512_madd_epi16(a, _mm512_set1_epi16(x));
}
R1_INLINE Floats ToFloats(Ints x) { return _mm512_cvtepi32_ps(x); }
R1_INLINE Floats LoadHalfs(const uint8_t* p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}
R1_INLINE Floats SetFloats(float x) { return _mm512_set1_ps(x); }
R1_INLINE Floats Multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
R1_INLINE Floats MultiplyAdd(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
// Lanes 0..n-1, for any n; the others are zero, and their memory is not touched.
R1_INLINE __mmask16 Lanes(int64_t n) {
  return static_cast<__mmask16>((1u << Max(0, Min(kLanes, n))) - 1u);
}
R1_INLINE Floats LoadFloats(const float* p, int64_t n) {
  return _mm512_maskz_loadu_ps(Lanes(n), p);
}
R1_INLINE void StoreFloats(float* p, Floats x, int64_t n) { _mm512_mask_storeu_ps(p, Lanes(n), x); }

#else

inline constexpr int64_t kLanes = 8;
using Floats = __m256;
using Ints = __m256i;

R1_INLINE Ints LoadInts(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}
R1_INLINE Ints ZeroInts() { return _mm256_setzero_si256(); }
R1_INLINE Ints SetInts(int32_t x) { return _mm256_set1_epi32(x); }
R1_INLINE Ints LowNibbles(Ints x) { return _mm256_and_si256(x, _mm256_set1_epi8(15)); }
R1_INLINE Ints HighNibbles(Ints x) { return LowNibbles(_mm256_srli_epi16(x, 4)); }
R1_INLINE Ints AddInts(Ints a, Ints b) { return _mm256_add_epi32(a, b); }
R1_INLINE Ints AddShorts(Ints a, Ints b) { return _mm256_add_epi16(a, b); }
R1_INLINE Ints MultiplyBytes(Ints a, Ints b) { return _mm256_maddubs_epi16(a, b); }
R1_INLINE Ints MultiplyShorts(Ints a, int16_t x) {
  return _mm256_madd_epi16(a, _mm256_set1_epi16(x));
}
R1_INLINE Floats ToFloats(Ints x) { return _mm256_cvtepi32_ps(x); }
R1_INLINE Floats LoadHalfs(const uint8_t* p) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
R1_INLINE Floats SetFloats(float x) { return _mm256_set1_ps(x); }
R1_INLINE Floats Multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
R1_INLINE Floats MultiplyAdd(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
R1_INLINE __m256i Lanes(int64_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
R1_INLINE Floats LoadFloats(const float* p, int64_t n) { return _mm256_maskload_ps(p, Lanes(n)); }
R1_INLINE void StoreFloats(float* p, Floats x, int64_t n) { _mm256_maskstore_ps(p, Lanes(n), x); }

#endif

#ifdef __AVX512VNNI__

// Σ codes·x of one output a lane: one instruction for four inputs, straight to 32 bits.
struct DotSum {
  Ints sum;
};

template <bool kEightBits>
R1_INLINE void Start(DotSum* s, int32_t start) {
  s->sum = SetInts(start);
}
// `codes` of any size up to a byte; x is four activations.
template <bool kEightBits>
R1_INLINE void Add(DotSum* s, Ints codes, int32_t x) {
  s->sum = _mm512_dpbusd_epi32(s->sum, codes, _mm512_set1_epi32(x));
}
template <bool kEightBits>
R1_INLINE Ints Total(const DotSum& s, int32_t) {
  return s.sum;
}

#else

// The same in 16-bit sums: 32 products of a nibble and an activation are at most 16·2·15·127 =
// 60960, in two neighbouring sums of 30480 each, which no 16-bit number exceeds. A byte is two
// nibbles.
struct DotSum {
  Ints low;
  Ints high;
};

template <bool kEightBits>
R1_INLINE void Start(DotSum* s, int32_t) {
  s->low = ZeroInts();
  s->high = ZeroInts();
}
template <bool kEightBits>
R1_INLINE void Add(DotSum* s, Ints codes, int32_t x) {
  const Ints four = SetInts(x);
  if (kEightBits) {
    s->low = AddShorts(s->low, MultiplyBytes(LowNibbles(codes), four));
    s->high = AddShorts(s->high, MultiplyBytes(HighNibbles(codes), four));
  } else {
    s->low = AddShorts(s->low, MultiplyBytes(codes, four));
  }
}
template <bool kEightBits>
R1_INLINE Ints Total(const DotSum& s, int32_t start) {
  Ints total = AddInts(MultiplyShorts(s.low, 1), SetInts(start));
  if (kEightBits) total = AddInts(total, MultiplyShorts(s.high, 16));
  return total;
}

#endif

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_LANES_H_
