#include "kernels/rms_norm/rms_norm_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

R1_INLINE float InverseSqrt(float x) { return 1.0f / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }

void Forward(int64_t T, int64_t n, float eps, const float* x, const float* w, float* y,
             float* inv_rms) {
  const int64_t whole = n / kWidth * kWidth;
  const int64_t rest = n - whole;
  const float count = static_cast<float>(n);
  for (int64_t t = 0; t < T; ++t, x += n, y += n) {
    F16 sum = Zero();
    for (int64_t j = 0; j < whole; j += kWidth) {
      const F16 v = Load(x + j);
      sum = Fma(v, v, sum);
    }
    if (rest > 0) {
      const F16 v = LoadFirst(x + whole, rest);
      sum = Fma(v, v, sum);
    }
    const float inv = InverseSqrt(TreeSum(sum) / count + eps);
    const F16 scale = Set1(inv);
    for (int64_t j = 0; j < whole; j += kWidth) Store(y + j, (Load(x + j) * scale) * Load(w + j));
    if (rest > 0) {
      StoreFirst(y + whole, (LoadFirst(x + whole, rest) * scale) * LoadFirst(w + whole, rest),
                 rest);
    }
    if (inv_rms != nullptr) inv_rms[t] = inv;
  }
}

void BackwardX(int64_t T, int64_t n, const float* x, const float* w, const float* inv_rms,
               const float* dy, float* dx) {
  const int64_t whole = n / kWidth * kWidth;
  const int64_t rest = n - whole;
  const float count = static_cast<float>(n);
  for (int64_t t = 0; t < T; ++t, x += n, dy += n, dx += n) {
    F16 sum = Zero();
    for (int64_t j = 0; j < whole; j += kWidth) {
      sum = Fma(Load(dy + j) * Load(w + j), Load(x + j), sum);
    }
    if (rest > 0) {
      const F16 g = LoadFirst(dy + whole, rest) * LoadFirst(w + whole, rest);
      sum = Fma(g, LoadFirst(x + whole, rest), sum);
    }
    const float inv = inv_rms[t];
    const F16 scale = Set1(inv);
    const F16 factor = Set1(TreeSum(sum) * (((inv * inv) * inv) / count));
    for (int64_t j = 0; j < whole; j += kWidth) {
      const F16 d = Fma(Load(dy + j) * Load(w + j), scale, Load(dx + j));
      Store(dx + j, Fnma(Load(x + j), factor, d));
    }
    if (rest > 0) {
      const F16 g = LoadFirst(dy + whole, rest) * LoadFirst(w + whole, rest);
      const F16 d = Fma(g, scale, LoadFirst(dx + whole, rest));
      StoreFirst(dx + whole, Fnma(LoadFirst(x + whole, rest), factor, d), rest);
    }
  }
}

void BackwardW(int64_t T, int64_t n, int64_t begin, int64_t end, const float* x,
               const float* inv_rms, const float* dy, float* dw) {
  int64_t j = begin;
  for (; j + 2 * kWidth <= end; j += 2 * kWidth) {
    F16 a = Load(dw + j);
    F16 b = Load(dw + j + kWidth);
    for (int64_t t = 0; t < T; ++t) {
      const F16 inv = Set1(inv_rms[t]);
      const int64_t at = t * n + j;
      a = Fma(Load(dy + at), Load(x + at) * inv, a);
      b = Fma(Load(dy + at + kWidth), Load(x + at + kWidth) * inv, b);
    }
    Store(dw + j, a);
    Store(dw + j + kWidth, b);
  }
  for (; j < end; j += kWidth) {
    const int64_t columns = Min(kWidth, end - j);
    F16 a = LoadFirst(dw + j, columns);
    for (int64_t t = 0; t < T; ++t) {
      const int64_t at = t * n + j;
      a = Fma(LoadFirst(dy + at, columns), LoadFirst(x + at, columns) * Set1(inv_rms[t]), a);
    }
    StoreFirst(dw + j, a, columns);
  }
}

}  // namespace
}  // namespace R1_ISA

const RmsNormKernels R1_ISA_TABLE(kRmsNorm) = {R1_ISA::Forward, R1_ISA::BackwardX,
                                               R1_ISA::BackwardW};

}  // namespace r1bench::kernels
