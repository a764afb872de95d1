// What a kernel set provides for adamw.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_ADAMW_ADAMW_IMPL_H_
#define R1BENCH_KERNELS_ADAMW_ADAMW_IMPL_H_

#include <cstdint>

#include "kernels/adamw/adamw.h"

namespace r1bench::kernels {

// The factors of one step, rounded to float.
struct AdamWFactors {
  float grad_scale;
  float beta1;
  float one_minus_beta1;
  float beta2;
  float one_minus_beta2;
  float step_size;    // lr / (1 - beta1^step)
  float inv_sqrt_c2;  // 1 / sqrt(1 - beta2^step)
  float eps;
  float keep;  // 1 - lr·weight_decay, or 1 outside the decay ranges
};

// keep is 1.
AdamWFactors FactorsOf(const AdamWOptions& options);
float DecayedKeep(const AdamWOptions& options);

inline constexpr int64_t kSumSquaresChunk = 4096;
inline constexpr int64_t kSumSquaresGroup = 1024;  // chunks

struct AdamWKernels {
  void (*update)(const AdamWFactors& f, int64_t n, const float* grad, float* param, float* m,
                 float* v);
  // One chunk: n <= kSumSquaresChunk.
  double (*sum_squares)(int64_t n, const float* x);
};

extern const AdamWKernels kAdamWReference;
extern const AdamWKernels kAdamWAvx2;
extern const AdamWKernels kAdamWAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ADAMW_ADAMW_IMPL_H_
