#include "kernels/math/math.h"
#include "kernels/simd.h"
#include "kernels/softmax/softmax_impl.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

constexpr float kNegativeInfinity = -__builtin_inff();

// The largest z; NaN entries are passed over, as in the reference.
R1_INLINE float RowMax(int64_t V, const float* x, F16 scale) {
  F16 m = Set1(kNegativeInfinity);
  int64_t v = 0;
  for (; v + kWidth <= V; v += kWidth) m = MaxOrSecond(Load(x + v) * scale, m);
  if (v < V) {
    const F16 z = LoadFirst(x + v, V - v) * scale;
    m = MaxOrSecond(Choose(FirstLanes(V - v), z, m), m);
  }
  return TreeMax(m);
}

// Σ e and Σ e·d.
R1_INLINE void RowSums(int64_t V, const float* x, F16 scale, F16 max, float* sum, float* weighted) {
  const F16 floor = Set1(kLogitFloor);
  F16 s = Zero();
  F16 w = Zero();
  int64_t v = 0;
  for (; v + kWidth <= V; v += kWidth) {
    const F16 d = MaxOrSecond(floor, Load(x + v) * scale - max);
    const F16 e = Exp(d);
    s = s + e;
    w = Fma(e, d, w);
  }
  if (v < V) {
    const Mask inside = FirstLanes(V - v);
    const F16 d = Choose(inside, MaxOrSecond(floor, LoadFirst(x + v, V - v) * scale - max), Zero());
    const F16 e = Choose(inside, Exp(d), Zero());
    s = s + e;
    w = Fma(e, d, w);
  }
  *sum = TreeSum(s);
  *weighted = TreeSum(w);
}

SoftmaxPartial Partial(int64_t n, const float* logits, float inv_temperature) {
  const F16 scale = Set1(inv_temperature);
  SoftmaxPartial p;
  p.max = RowMax(n, logits, scale);
  RowSums(n, logits, scale, Set1(p.max), &p.sum, &p.weighted);
  return p;
}

void Backward(int64_t T, int64_t first, int64_t n, const float* logits, int64_t ld,
              float inv_temperature, const int32_t* targets, const TokenStats* stats,
              const float* dlogp, float* dlogits) {
  const F16 scale = Set1(inv_temperature);
  for (int64_t t = 0; t < T; ++t, logits += ld, dlogits += ld) {
    const int32_t target = targets[t];
    int64_t v = 0;
    if (target < 0) {
      for (; v + kWidth <= n; v += kWidth) Store(dlogits + v, Zero());
      if (v < n) StoreFirst(dlogits + v, Zero(), n - v);
      continue;
    }
    const float g = dlogp[t] * inv_temperature;
    const F16 gradient = Set1(g);
    const F16 lse = Set1(stats[t].lse);
    const int64_t hit = target - first;
    const bool inside = hit >= 0 && hit < n;
    const float p = inside ? kernels::Exp(logits[hit] * inv_temperature - stats[t].lse) : 0.0f;
    for (; v + kWidth <= n; v += kWidth) {
      Store(dlogits + v, gradient * (Zero() - Exp(Load(logits + v) * scale - lse)));
    }
    if (v < n) {
      const F16 e = Exp(LoadFirst(logits + v, n - v) * scale - lse);
      StoreFirst(dlogits + v, gradient * (Zero() - e), n - v);
    }
    if (inside) dlogits[hit] = g * (1.0f - p);
  }
}

}  // namespace
}  // namespace R1_ISA

const SoftmaxKernels R1_ISA_TABLE(kSoftmax) = {R1_ISA::Partial, R1_ISA::Backward};

}  // namespace r1bench::kernels
