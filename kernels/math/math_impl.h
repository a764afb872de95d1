// What a kernel set provides for math.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_MATH_MATH_IMPL_H_
#define R1BENCH_KERNELS_MATH_MATH_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

struct MathKernels {
  void (*exp)(int64_t n, const float* x, float* y);
};

extern const MathKernels kMathReference;
extern const MathKernels kMathAvx2;
extern const MathKernels kMathAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_MATH_MATH_IMPL_H_
