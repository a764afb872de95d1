#include "kernels/math/math.h"
#include "kernels/math/math_impl.h"

namespace r1bench::kernels {
namespace {

void ExpLoop(int64_t n, const float* x, float* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = Exp(x[i]);
}

}  // namespace

const MathKernels kMathReference = {ExpLoop};

}  // namespace r1bench::kernels
