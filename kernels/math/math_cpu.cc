#include "kernels/math/math_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

void ExpLoop(int64_t n, const float* x, float* y) {
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) Store(y + i, Exp(Load(x + i)));
  if (i < n) StoreFirst(y + i, Exp(LoadFirst(x + i, n - i)), n - i);
}

}  // namespace
}  // namespace R1_ISA

const MathKernels R1_ISA_TABLE(kMath) = {R1_ISA::ExpLoop};

}  // namespace r1bench::kernels
