#include <cmath>

#include "kernels/adamw/adamw_impl.h"
#include "kernels/lanes.h"

namespace r1bench::kernels {
namespace {

void Update(const AdamWFactors& f, int64_t n, const float* grad, float* param, float* m, float* v) {
  for (int64_t i = 0; i < n; ++i) {
    const float g = grad[i] * f.grad_scale;
    m[i] = std::fma(f.beta1, m[i], f.one_minus_beta1 * g);
    v[i] = std::fma(f.beta2, v[i], (f.one_minus_beta2 * g) * g);
    const float denominator = std::fma(std::sqrt(v[i]), f.inv_sqrt_c2, f.eps);
    param[i] = param[i] * f.keep - (m[i] * f.step_size) / denominator;
  }
}

double SumSquaresChunk(int64_t n, const float* x) {
  const auto at = [x](int64_t i) { return static_cast<double>(x[i]); };
  return LaneDot<double>(n, at, at);
}

}  // namespace

const AdamWKernels kAdamWReference = {Update, SumSquaresChunk};

}  // namespace r1bench::kernels
