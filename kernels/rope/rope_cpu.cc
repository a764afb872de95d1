#include "kernels/rope/rope_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

// `columns` < 16 only at the end of a half.
template <bool kInverse, bool kWhole>
R1_INLINE void Rotate(float* x1, float* x2, const float* cos, const float* sin, int64_t columns) {
  const F16 a = kWhole ? Load(x1) : LoadFirst(x1, columns);
  const F16 b = kWhole ? Load(x2) : LoadFirst(x2, columns);
  const F16 c = kWhole ? Load(cos) : LoadFirst(cos, columns);
  const F16 s = kWhole ? Load(sin) : LoadFirst(sin, columns);
  const F16 y1 = kInverse ? Fma(b, s, a * c) : Fnma(b, s, a * c);
  const F16 y2 = kInverse ? Fnma(a, s, b * c) : Fma(a, s, b * c);
  if (kWhole) {
    Store(x1, y1);
    Store(x2, y2);
  } else {
    StoreFirst(x1, y1, columns);
    StoreFirst(x2, y2, columns);
  }
}

// Eight pairs. A masked load just after a masked store of the neighbouring half would wait for it,
// and micro models have heads of 16.
template <bool kInverse>
R1_INLINE void RotateEight(float* x1, float* x2, const float* cos, const float* sin) {
  const __m256 a = _mm256_loadu_ps(x1);
  const __m256 b = _mm256_loadu_ps(x2);
  const __m256 c = _mm256_loadu_ps(cos);
  const __m256 s = _mm256_loadu_ps(sin);
  const __m256 ac = _mm256_mul_ps(a, c);
  const __m256 bc = _mm256_mul_ps(b, c);
  _mm256_storeu_ps(x1, kInverse ? _mm256_fmadd_ps(b, s, ac) : _mm256_fnmadd_ps(b, s, ac));
  _mm256_storeu_ps(x2, kInverse ? _mm256_fnmadd_ps(a, s, bc) : _mm256_fmadd_ps(a, s, bc));
}

template <bool kInverse>
void Rows(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
          const int32_t* positions, const float* cos, const float* sin, float* x) {
  const int64_t half = head_dim / 2;
  const int64_t whole = half / kWidth * kWidth;
  for (int64_t t = 0; t < T; ++t) {
    const float* c = cos + positions[t] * half;
    const float* s = sin + positions[t] * half;
    for (int64_t h = 0; h < n_heads; ++h) {
      float* x1 = x + t * row_stride + h * head_dim;
      float* x2 = x1 + half;
      int64_t d = 0;
      for (; d < whole; d += kWidth) Rotate<kInverse, true>(x1 + d, x2 + d, c + d, s + d, kWidth);
      if (half - d >= 8) {
        RotateEight<kInverse>(x1 + d, x2 + d, c + d, s + d);
        d += 8;
      }
      if (d < half) Rotate<kInverse, false>(x1 + d, x2 + d, c + d, s + d, half - d);
    }
  }
}

void Apply(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
           const int32_t* positions, const float* cos, const float* sin, float* x, bool inverse) {
  if (inverse) {
    Rows<true>(T, n_heads, head_dim, row_stride, positions, cos, sin, x);
  } else {
    Rows<false>(T, n_heads, head_dim, row_stride, positions, cos, sin, x);
  }
}

}  // namespace
}  // namespace R1_ISA

const RopeKernels R1_ISA_TABLE(kRope) = {R1_ISA::Apply};

}  // namespace r1bench::kernels
