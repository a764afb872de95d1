// The one include of a kernel source (*.cu).
//
// With --config=cuda nvcc compiles the source for the device. Otherwise the host's compiler does,
// and kernels/cuda/emulation stands for the language and the device; that is how kernels are tested
// where there is no GPU. See kernels/README.md.
#ifndef R1BENCH_KERNELS_CUDA_CUDA_H_
#define R1BENCH_KERNELS_CUDA_CUDA_H_

#include "kernels/cuda/bf16_device.h"
#include "kernels/cuda/language.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/numbers.h"
#include "kernels/cuda/reduce.h"
#include "kernels/cuda/shared.h"
#include "kernels/cuda/vector.h"

#endif  // R1BENCH_KERNELS_CUDA_CUDA_H_
