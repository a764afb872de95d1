// The butterfly of kernels/cuda/reduce.h in one meeting of the warp instead of five, with the same
// bits.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_BUTTERFLY_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_BUTTERFLY_H_

#include "kernels/cuda/emulation/language.h"

namespace r1bench::cuda::emulation {

template <typename Op, int kLanes>
float Butterfly(float x, Site site = Site::Here()) {
  WarpMeeting(
      ~0u,
      [](void* const* all, uint32_t) {
        float now[warpSize], next[warpSize];
        for (int l = 0; l < warpSize; ++l) now[l] = *static_cast<float*>(all[l]);
        for (int step = kLanes / 2; step > 0; step /= 2) {
          for (int l = 0; l < warpSize; ++l) next[l] = Op()(now[l], now[l ^ step]);
          for (int l = 0; l < warpSize; ++l) now[l] = next[l];
        }
        for (int l = 0; l < warpSize; ++l) *static_cast<float*>(all[l]) = now[l];
      },
      &x, site);
  return x;
}

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_BUTTERFLY_H_
