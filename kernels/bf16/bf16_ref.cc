#include "kernels/bf16/bf16.h"
#include "kernels/bf16/bf16_impl.h"

namespace r1bench::kernels {
namespace {

void Round(int64_t n, const float* x, float* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = FromBf16(ToBf16(x[i]));
}

void Pairs(int64_t n, const float* x, uint32_t* words) {
  for (int64_t i = 0; i < n; i += 2) {
    const uint32_t second = i + 1 < n ? ToBf16(x[i + 1]) : 0;
    words[i / 2] = static_cast<uint32_t>(ToBf16(x[i])) << 16 | second;
  }
}

}  // namespace

const Bf16Kernels kBf16Reference = {Round, Pairs};

}  // namespace r1bench::kernels
