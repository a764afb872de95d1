// The CUDA language: nvcc's with --config=cuda, otherwise the emulated one. Kernel sources include
// kernels/cuda/cuda.h.
#ifndef R1BENCH_KERNELS_CUDA_LANGUAGE_H_
#define R1BENCH_KERNELS_CUDA_LANGUAGE_H_

#ifdef R1_CUDA
#include <cuda_runtime.h>
#else
#include "kernels/cuda/emulation/language.h"
#endif

// Before a loop with a constant number of turns: no loop on the device.
#ifdef R1_CUDA
#define R1_UNROLL _Pragma("unroll")
#else
#define R1_UNROLL
#endif

#endif  // R1BENCH_KERNELS_CUDA_LANGUAGE_H_
