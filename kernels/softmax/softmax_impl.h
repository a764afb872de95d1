// What a kernel set provides for softmax.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_SOFTMAX_SOFTMAX_IMPL_H_
#define R1BENCH_KERNELS_SOFTMAX_SOFTMAX_IMPL_H_

#include "kernels/softmax/softmax.h"

namespace r1bench::kernels {

// Floor of z - max; Exp gives exactly 0 here.
inline constexpr float kLogitFloor = -110.0f;

struct SoftmaxKernels {
  // One block of a row; a block without an allowed token is the caller's to mend.
  SoftmaxPartial (*partial)(int64_t n, const float* logits, float inv_temperature);
  void (*backward)(int64_t T, int64_t first, int64_t n, const float* logits, int64_t ld,
                   float inv_temperature, const int32_t* targets, const TokenStats* stats,
                   const float* dlogp, float* dlogits);
};

extern const SoftmaxKernels kSoftmaxReference;
extern const SoftmaxKernels kSoftmaxAvx2;
extern const SoftmaxKernels kSoftmaxAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SOFTMAX_SOFTMAX_IMPL_H_
