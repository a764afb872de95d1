#include "kernels/adamw/adamw_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

struct Vectors {
  F16 grad_scale, beta1, one_minus_beta1, beta2, one_minus_beta2, step_size, inv_sqrt_c2, eps, keep;
};

R1_INLINE F16 Step(const Vectors& f, F16 grad, F16 p, F16* m, F16* v) {
  const F16 g = grad * f.grad_scale;
  *m = Fma(f.beta1, *m, f.one_minus_beta1 * g);
  *v = Fma(f.beta2, *v, (f.one_minus_beta2 * g) * g);
  const F16 denominator = Fma(Sqrt(*v), f.inv_sqrt_c2, f.eps);
  return p * f.keep - (*m * f.step_size) / denominator;
}

void Update(const AdamWFactors& f, int64_t n, const float* grad, float* param, float* m, float* v) {
  const Vectors c = {Set1(f.grad_scale),
                     Set1(f.beta1),
                     Set1(f.one_minus_beta1),
                     Set1(f.beta2),
                     Set1(f.one_minus_beta2),
                     Set1(f.step_size),
                     Set1(f.inv_sqrt_c2),
                     Set1(f.eps),
                     Set1(f.keep)};
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) {
    F16 m1 = Load(m + i);
    F16 v1 = Load(v + i);
    Store(param + i, Step(c, Load(grad + i), Load(param + i), &m1, &v1));
    Store(m + i, m1);
    Store(v + i, v1);
  }
  if (i < n) {
    const int64_t rest = n - i;
    F16 m1 = LoadFirst(m + i, rest);
    F16 v1 = LoadFirst(v + i, rest);
    const F16 p = Step(c, LoadFirst(grad + i, rest), LoadFirst(param + i, rest), &m1, &v1);
    StoreFirst(param + i, p, rest);
    StoreFirst(m + i, m1, rest);
    StoreFirst(v + i, v1, rest);
  }
}

// Sixteen lanes of double in four registers: lane l of the project's order is element l % 4 of
// sum[l / 4].
R1_INLINE void AddSquares(F16 x, __m256d* sum) {
  const __m256 low = Low(x);
  const __m256 high = High(x);
  const __m256d d[4] = {_mm256_cvtps_pd(_mm256_castps256_ps128(low)),
                        _mm256_cvtps_pd(_mm256_extractf128_ps(low, 1)),
                        _mm256_cvtps_pd(_mm256_castps256_ps128(high)),
                        _mm256_cvtps_pd(_mm256_extractf128_ps(high, 1))};
  for (int i = 0; i < 4; ++i) sum[i] = _mm256_fmadd_pd(d[i], d[i], sum[i]);
}

double SumSquaresChunk(int64_t n, const float* x) {
  __m256d sum[4] = {_mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd(),
                    _mm256_setzero_pd()};
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) AddSquares(Load(x + i), sum);
  if (i < n) AddSquares(LoadFirst(x + i, n - i), sum);
  const __m256d four = _mm256_add_pd(_mm256_add_pd(sum[0], sum[2]), _mm256_add_pd(sum[1], sum[3]));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

}  // namespace
}  // namespace R1_ISA

const AdamWKernels R1_ISA_TABLE(kAdamW) = {R1_ISA::Update, R1_ISA::SumSquaresChunk};

}  // namespace r1bench::kernels
