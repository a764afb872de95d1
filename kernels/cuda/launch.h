// Starting a kernel.
//
//   Launch<RmsNormKernel<float, 256>>(dim3(rows), dim3(256), /*shared_bytes=*/0, stream, x, w, y);
#ifndef R1BENCH_KERNELS_CUDA_LAUNCH_H_
#define R1BENCH_KERNELS_CUDA_LAUNCH_H_

#include <functional>
#include <tuple>

#include "kernels/cuda/language.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

struct LaunchShape {
  dim3 grid, block;
  size_t shared_bytes;  // of dynamic shared memory, at most 227 KiB
};

#ifdef R1_CUDA

// `kernel`: the function's address; params: the addresses of its arguments.
void LaunchFunction(const char* name, const void* kernel, const LaunchShape& shape,
                    const Stream& stream, void** params);

template <typename... Params, typename... Args>
void LaunchNamed(const char* name, void (*kernel)(Params...), const LaunchShape& shape,
                 const Stream& stream, const Args&... args) {
  std::tuple<Params...> params(args...);
  std::apply(
      [&](auto&... p) {
        void* pointers[] = {&p..., nullptr};
        LaunchFunction(name, reinterpret_cast<const void*>(kernel), shape, stream, pointers);
      },
      params);
}

#else

// Runs `thread` for every thread of the grid, or records that if the stream is being captured.
void LaunchThreads(const char* name, const LaunchShape& shape, const Stream& stream,
                   std::function<void()> thread);

template <typename... Params, typename... Args>
void LaunchNamed(const char* name, void (*kernel)(Params...), const LaunchShape& shape,
                 const Stream& stream, const Args&... args) {
  const std::tuple<Params...> params(args...);
  LaunchThreads(name, shape, stream, [kernel, params] { std::apply(kernel, params); });
}

#endif

// The compiler's own words for the template argument, in which the kernel's name stands.
template <auto kKernel>
const char* KernelName() {
  return __PRETTY_FUNCTION__;
}

// Queues one run of kKernel, a __global__ function. Throws base::Error for a shape that the device
// does not take; on the emulated device also for the kernel's defects (emulation/block.h).
template <auto kKernel, typename... Args>
void Launch(dim3 grid, dim3 block, size_t shared_bytes, const Stream& stream, const Args&... args) {
  LaunchNamed(KernelName<kKernel>(), kKernel, {grid, block, shared_bytes}, stream, args...);
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_LAUNCH_H_
