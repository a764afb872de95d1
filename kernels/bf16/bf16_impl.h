// What a kernel set provides for bf16.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_BF16_BF16_IMPL_H_
#define R1BENCH_KERNELS_BF16_BF16_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

struct Bf16Kernels {
  void (*round)(int64_t n, const float* x, float* y);
  void (*pack_pairs)(int64_t n, const float* x, uint32_t* words);
};

extern const Bf16Kernels kBf16Reference;
extern const Bf16Kernels kBf16Avx2;
extern const Bf16Kernels kBf16Avx512;
extern const Bf16Kernels kBf16Avx512Dot;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_BF16_BF16_IMPL_H_
