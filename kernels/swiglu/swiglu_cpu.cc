#include "kernels/simd.h"
#include "kernels/swiglu/swiglu_impl.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

R1_INLINE F16 Gated(F16 g, F16 u) { return g / (Set1(1.0f) + Exp(Negate(g))) * u; }

void Forward(int64_t T, int64_t n, const float* gate, const float* up, float* y, int64_t ld) {
  const int64_t whole = n / kWidth * kWidth;
  const int64_t rest = n - whole;
  for (int64_t t = 0; t < T; ++t, gate += ld, up += ld, y += n) {
    for (int64_t j = 0; j < whole; j += kWidth) Store(y + j, Gated(Load(gate + j), Load(up + j)));
    if (rest > 0) {
      StoreFirst(y + whole, Gated(LoadFirst(gate + whole, rest), LoadFirst(up + whole, rest)),
                 rest);
    }
  }
}

R1_INLINE void Gradient(F16 g, F16 u, F16 d, F16* dg, F16* du) {
  const F16 one = Set1(1.0f);
  const F16 sigma = one / (one + Exp(Negate(g)));
  *du = d * (g * sigma);
  *dg = (d * u) * (sigma * Fma(g, one - sigma, one));
}

void Backward(int64_t T, int64_t n, const float* gate, const float* up, const float* dy,
              float* dgate, float* dup, int64_t ld) {
  const int64_t whole = n / kWidth * kWidth;
  const int64_t rest = n - whole;
  F16 dg, du;
  for (int64_t t = 0; t < T; ++t, gate += ld, up += ld, dgate += ld, dup += ld, dy += n) {
    for (int64_t j = 0; j < whole; j += kWidth) {
      Gradient(Load(gate + j), Load(up + j), Load(dy + j), &dg, &du);
      Store(dup + j, du);
      Store(dgate + j, dg);
    }
    if (rest > 0) {
      Gradient(LoadFirst(gate + whole, rest), LoadFirst(up + whole, rest),
               LoadFirst(dy + whole, rest), &dg, &du);
      StoreFirst(dup + whole, du, rest);
      StoreFirst(dgate + whole, dg, rest);
    }
  }
}

}  // namespace
}  // namespace R1_ISA

const SwigluKernels R1_ISA_TABLE(kSwiglu) = {R1_ISA::Forward, R1_ISA::Backward};

}  // namespace r1bench::kernels
