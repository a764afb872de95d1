#include <cmath>

#include "kernels/rope/rope_impl.h"

namespace r1bench::kernels {
namespace {

void Apply(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
           const int32_t* positions, const float* cos, const float* sin, float* x, bool inverse) {
  const int64_t half = head_dim / 2;
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t h = 0; h < n_heads; ++h) {
      float* x1 = x + t * row_stride + h * head_dim;
      float* x2 = x1 + half;
      for (int64_t d = 0; d < half; ++d) {
        const float c = cos[positions[t] * half + d];
        const float s = inverse ? -sin[positions[t] * half + d] : sin[positions[t] * half + d];
        const float a = x1[d];
        const float b = x2[d];
        x1[d] = std::fma(-b, s, a * c);
        x2[d] = std::fma(a, s, b * c);
      }
    }
  }
}

}  // namespace

const RopeKernels kRopeReference = {Apply};

}  // namespace r1bench::kernels
