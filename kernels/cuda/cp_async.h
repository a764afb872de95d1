// Copies of 16 bytes from device memory to shared memory that run while the thread goes on.
//
//   for each stage: CpAsync16(...); CpAsyncCommit();
//   CpAsyncWait<1>();   // all groups of this thread but the last one are there
//   __syncthreads();    // and so are those of the other threads
//
// Both addresses are aligned to 16.
#ifndef R1BENCH_KERNELS_CUDA_CP_ASYNC_H_
#define R1BENCH_KERNELS_CUDA_CP_ASYNC_H_

#include <cstdint>

#include "kernels/cuda/language.h"
#ifndef R1_CUDA
#include "kernels/cuda/emulation/cp_async.h"
#endif

namespace r1bench::cuda {

// Begins a copy or, without `copy`, zeros the target (`from` must be a device address all the
// same).
__device__ __forceinline__ void CpAsync16OrZero(void* to, const void* from, bool copy) {
#ifdef R1_CUDA
  const auto at = static_cast<uint32_t>(__cvta_generic_to_shared(to));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(at), "l"(from),
               "r"(copy ? 16 : 0)
               : "memory");
#else
  emulation::CpAsync16(to, from, copy ? 16 : 0);
#endif
}

__device__ __forceinline__ void CpAsync16(void* to, const void* from) {
  CpAsync16OrZero(to, from, true);
}

// Ends the thread's group of copies begun since the last one; it may be empty.
__device__ __forceinline__ void CpAsyncCommit() {
#ifdef R1_CUDA
  asm volatile("cp.async.commit_group;" ::: "memory");
#else
  emulation::ThreadCopies().Commit();
#endif
}

// Waits for the thread's groups, except the kPending newest.
template <int kPending>
__device__ __forceinline__ void CpAsyncWait() {
#ifdef R1_CUDA
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
#else
  emulation::ThreadCopies().Wait(kPending);
#endif
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_CP_ASYNC_H_
