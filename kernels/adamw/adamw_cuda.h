// AdamW and the gradient's norm on the GPU (formulas: adamw.h): raw device pointers, queued on a
// stream. All results have the CPU's bits.
//
// A step needs no answer from the device: GradientNorm leaves the clipping factor where AdamW reads
// it, and a gradient that is not finite changes nothing.
//
// Memory moved, the least: 4 bytes a parameter for the norm; 28 for the update, 30 with the bf16
// copy. Fast if the pointers are aligned to 16 bytes; the bits do not depend on it.
#ifndef R1BENCH_KERNELS_ADAMW_ADAMW_CUDA_H_
#define R1BENCH_KERNELS_ADAMW_ADAMW_CUDA_H_

#include <cstdint>

#include "kernels/adamw/adamw.h"
#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

struct GradientClip {
  double norm;     // before clipping
  float scale;     // max_norm / (norm + 1e-6) if the norm is above max_norm and that is not 0; 1
  int32_t finite;  // whether the norm is
};

// Doubles of device memory that GradientNorm needs.
int64_t GradientNormWorkspace(int64_t n);

// Writes *clip: the norm over n elements, summed as kernels::SumSquares does. Overwrites workspace.
void GradientNorm(const Stream& stream, int64_t n, const float* grad, double max_norm,
                  double* workspace, GradientClip* clip);

// One update of param, m and v (n floats each), as kernels::AdamW. decay: `decay_count` ranges,
// ascending and disjoint, on the device. With `clip` its scale stands in for options.grad_scale,
// and if it is not finite no array changes. `copy`, unless null, gets the new parameters as bf16.
// Throws base::Error if options.step is below 1.
void AdamW(const Stream& stream, const kernels::AdamWOptions& options, int64_t n, const float* grad,
           float* param, float* m, float* v, int64_t decay_count, const kernels::DecayRange* decay,
           const GradientClip* clip, Bf16* copy);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ADAMW_ADAMW_CUDA_H_
