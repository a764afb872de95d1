// Runs a grid of an emulated kernel on this OS thread: the blocks one after the other, the threads
// of a block as fibers that give way to each other at barriers and warp operations alone.
//
// What is wrong in a kernel shows:
//   * A barrier or a warp operation that a thread it needs never reaches, or reaches elsewhere in
//     the source, is an Error that names the kernel, the block, the threads and the lines.
//   * Between two barriers a thread runs until it must wait, so a missing barrier gives a result
//     that depends on the order of threads (FiberOrder): tests compare the orders.
//   * Writes just behind a shared or a device array are an Error after the block or the kernel;
//     under AddressSanitizer, also reads, at once.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_BLOCK_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "kernels/cuda/emulation/async_copies.h"
#include "kernels/cuda/emulation/types.h"

// Where the calling emulated thread is.
inline constinit thread_local uint3 threadIdx = {};
inline constinit thread_local uint3 blockIdx = {};
inline constinit thread_local dim3 blockDim = {};
inline constinit thread_local dim3 gridDim = {};
inline constexpr int warpSize = 32;

namespace r1bench::cuda::emulation {

// In which order the blocks, the warps of a block and the lanes of a warp run.
enum class FiberOrder { kForward, kReverse, kShuffled };

// For all grids from now on. kShuffled draws a new order at each turn.
void SetFiberOrder(FiberOrder order, uint64_t seed = 1);

struct Grid {
  std::string kernel;  // its name
  dim3 grid, block;
  size_t shared_bytes = 0;
};

// Throws Error for a wrong shape and for what is said above. Takes care of device memory's access.
void RunGrid(const Grid& grid, const std::function<void()>& thread);

// The rest is for the emulated language, inside of kernels.

// A line of the source.
struct Site {
  const char* file;
  int line;
  // As a default argument: the caller's line.
  static constexpr Site Here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

void BlockBarrier(Site site);

// Waits until all lanes of `mask` are here with the same op, of which the last one calls
// op(args, mask) with everyone's argument by lane.
using WarpOp = void (*)(void* const* args, uint32_t mask);
void WarpMeeting(uint32_t mask, WarpOp op, void* args, Site site);

// Throw unless [p, p + bytes) is in the block's shared memory, in a device array, and aligned.
void RequireShared(const void* p, size_t bytes, size_t align, Site site);
void RequireDevice(const void* p, size_t bytes, size_t align, Site site);

int LaneId();
void* DynamicShared();
void* StaticShared(const void* key, size_t bytes);
AsyncCopies& ThreadCopies();

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_BLOCK_H_
