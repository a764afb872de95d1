#include <cmath>

#include "kernels/lanes.h"
#include "kernels/rms_norm/rms_norm_impl.h"

namespace r1bench::kernels {
namespace {

void Forward(int64_t T, int64_t n, float eps, const float* x, const float* w, float* y,
             float* inv_rms) {
  for (int64_t t = 0; t < T; ++t, x += n, y += n) {
    const auto at = [x](int64_t j) { return x[j]; };
    const float sum = LaneDot<float>(n, at, at);
    const float inv = 1.0f / std::sqrt(sum / static_cast<float>(n) + eps);
    for (int64_t j = 0; j < n; ++j) y[j] = (x[j] * inv) * w[j];
    if (inv_rms != nullptr) inv_rms[t] = inv;
  }
}

void BackwardX(int64_t T, int64_t n, const float* x, const float* w, const float* inv_rms,
               const float* dy, float* dx) {
  for (int64_t t = 0; t < T; ++t, x += n, dy += n, dx += n) {
    const float inv = inv_rms[t];
    const float s = LaneDot<float>(
        n, [&](int64_t j) { return dy[j] * w[j]; }, [&](int64_t j) { return x[j]; });
    const float factor = s * (((inv * inv) * inv) / static_cast<float>(n));
    for (int64_t j = 0; j < n; ++j) {
      dx[j] = std::fma(-x[j], factor, std::fma(dy[j] * w[j], inv, dx[j]));
    }
  }
}

void BackwardW(int64_t T, int64_t n, int64_t begin, int64_t end, const float* x,
               const float* inv_rms, const float* dy, float* dw) {
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t j = begin; j < end; ++j) {
      dw[j] = std::fma(dy[t * n + j], x[t * n + j] * inv_rms[t], dw[j]);
    }
  }
}

}  // namespace

const RmsNormKernels kRmsNormReference = {Forward, BackwardX, BackwardW};

}  // namespace r1bench::kernels
