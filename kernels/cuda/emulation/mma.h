// The warp's matrix operations on the emulated device; kernels/cuda/mma.h says what they do.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_MMA_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_MMA_H_

#include <cstdint>

#include "kernels/cuda/emulation/block.h"

namespace r1bench::cuda::emulation {

void MmaBf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const float (&c)[4],
             Site site = Site::Here());

void LdMatrix(uint32_t (&r)[4], const void* row, bool transposed, Site site = Site::Here());

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_MMA_H_
