// The bf16 numbers that device arrays hold: storage of 16 bits, arithmetic is fp32.
//
// On the host the conversions are those of kernels/bf16; in kernels, kernels/cuda/bf16_device.h.
#ifndef R1BENCH_KERNELS_CUDA_BF16_H_
#define R1BENCH_KERNELS_CUDA_BF16_H_

#include <cstdint>

namespace r1bench::cuda {

struct alignas(2) Bf16 {
  uint16_t bits;
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_BF16_H_
