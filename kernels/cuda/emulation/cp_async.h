// cp.async on the emulated device; kernels/cuda/cp_async.h and async_copies.h say what it does.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_CP_ASYNC_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_CP_ASYNC_H_

#include <cstddef>

#include "kernels/cuda/emulation/block.h"

namespace r1bench::cuda::emulation {

inline void CpAsync16(void* to, const void* from, size_t bytes, Site site = Site::Here()) {
  RequireShared(to, 16, 16, site);
  RequireDevice(from, bytes, 16, site);
  ThreadCopies().Start(to, from, 16, bytes);
}

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_CP_ASYNC_H_
