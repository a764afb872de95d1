// What a kernel set provides for swiglu.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_SWIGLU_SWIGLU_IMPL_H_
#define R1BENCH_KERNELS_SWIGLU_SWIGLU_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

struct SwigluKernels {
  void (*forward)(int64_t T, int64_t n, const float* gate, const float* up, float* y, int64_t ld);
  void (*backward)(int64_t T, int64_t n, const float* gate, const float* up, const float* dy,
                   float* dgate, float* dup, int64_t ld);
};

extern const SwigluKernels kSwigluReference;
extern const SwigluKernels kSwigluAvx2;
extern const SwigluKernels kSwigluAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SWIGLU_SWIGLU_IMPL_H_
