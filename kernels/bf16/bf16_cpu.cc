#include "kernels/bf16/bf16_impl.h"
#include "kernels/bf16/bf16_simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

void Round(int64_t n, const float* x, float* y) {
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) Store(y + i, RoundLanes(Load(x + i)));
  if (i < n) StoreFirst(y + i, RoundLanes(LoadFirst(x + i, n - i)), n - i);
}

void Pairs(int64_t n, const float* x, uint32_t* words) {
  constexpr int64_t kElements = 2 * kWidth;
  int64_t i = 0;
  for (; i + kElements <= n; i += kElements) StoreWords(words + i / 2, PairFirst(x + i, kElements));
  if (i < n) StoreFirstWords(words + i / 2, PairFirst(x + i, n - i), (n - i + 1) / 2);
}

}  // namespace
}  // namespace R1_ISA

const Bf16Kernels R1_ISA_TABLE(kBf16) = {R1_ISA::Round, R1_ISA::Pairs};

}  // namespace r1bench::kernels
