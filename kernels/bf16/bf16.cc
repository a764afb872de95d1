#include "kernels/bf16/bf16.h"

#include "base/parallel.h"
#include "kernels/bf16/bf16_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Elements that one thread should have before another is woken.
constexpr int64_t kGrainElements = 32768;

const Bf16Kernels& Kernels() {
  return Select(kBf16Reference, kBf16Avx2, kBf16Avx512, kBf16Avx512Dot);
}

}  // namespace

void RoundToBf16(int64_t n, const float* x, float* y) {
  if (n <= 0) return;
  const Bf16Kernels& kernels = Kernels();
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    kernels.round(end - begin, x + begin, y + begin);
  });
}

void PackPairs(int64_t n, const float* x, uint32_t* words) {
  if (n > 0) Kernels().pack_pairs(n, x, words);
}

}  // namespace r1bench::kernels
