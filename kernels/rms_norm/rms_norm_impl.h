// What a kernel set provides for rms_norm.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_RMS_NORM_RMS_NORM_IMPL_H_
#define R1BENCH_KERNELS_RMS_NORM_RMS_NORM_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

struct RmsNormKernels {
  void (*forward)(int64_t T, int64_t n, float eps, const float* x, const float* w, float* y,
                  float* inv_rms);
  void (*backward_x)(int64_t T, int64_t n, const float* x, const float* w, const float* inv_rms,
                     const float* dy, float* dx);
  // Columns [begin, end) of dw; x and dy have row stride n.
  void (*backward_w)(int64_t T, int64_t n, int64_t begin, int64_t end, const float* x,
                     const float* inv_rms, const float* dy, float* dw);
};

extern const RmsNormKernels kRmsNormReference;
extern const RmsNormKernels kRmsNormAvx2;
extern const RmsNormKernels kRmsNormAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_RMS_NORM_RMS_NORM_IMPL_H_
