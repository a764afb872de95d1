#include <cmath>

#include "kernels/math/math.h"
#include "kernels/swiglu/swiglu_impl.h"

namespace r1bench::kernels {
namespace {

void Forward(int64_t T, int64_t n, const float* gate, const float* up, float* y, int64_t ld) {
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t j = 0; j < n; ++j) {
      const float g = gate[t * ld + j];
      y[t * n + j] = g / (1.0f + Exp(-g)) * up[t * ld + j];
    }
  }
}

void Backward(int64_t T, int64_t n, const float* gate, const float* up, const float* dy,
              float* dgate, float* dup, int64_t ld) {
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t j = 0; j < n; ++j) {
      const float g = gate[t * ld + j];
      const float u = up[t * ld + j];
      const float d = dy[t * n + j];
      const float sigma = 1.0f / (1.0f + Exp(-g));
      dup[t * ld + j] = d * (g * sigma);
      dgate[t * ld + j] = (d * u) * (sigma * std::fma(g, 1.0f - sigma, 1.0f));
    }
  }
}

}  // namespace

const SwigluKernels kSwigluReference = {Forward, Backward};

}  // namespace r1bench::kernels
