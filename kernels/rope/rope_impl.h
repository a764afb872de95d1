// What a kernel set provides for rope.h; one call runs on one thread.
#ifndef R1BENCH_KERNELS_ROPE_ROPE_IMPL_H_
#define R1BENCH_KERNELS_ROPE_ROPE_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

struct RopeKernels {
  // cos, sin: [positions][head_dim/2].
  void (*apply)(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
                const int32_t* positions, const float* cos, const float* sin, float* x,
                bool inverse);
};

extern const RopeKernels kRopeReference;
extern const RopeKernels kRopeAvx2;
extern const RopeKernels kRopeAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ROPE_ROPE_IMPL_H_
