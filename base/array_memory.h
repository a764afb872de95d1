// Memory for arrays that are streamed: weights, caches, optimizer state.
//
// 64-byte aligned, not initialised. Arrays of 64 KiB and more come from slabs that are aligned to
// 2 MiB and marked for huge pages, so that reading them from end to end misses the TLB once in
// 2 MiB instead of once in 4 KiB (a tenth to a fifth of the time of a memory-bound product).
// Arrays below 8 MiB share slabs, whose memory goes back to the system with the last of them.
//
// Thread-safe.
#ifndef R1BENCH_BASE_ARRAY_MEMORY_H_
#define R1BENCH_BASE_ARRAY_MEMORY_H_

#include <cstdint>
#include <memory>

namespace r1bench::base {

// Throws base::Error, naming the size, when there is no memory.
void* AllocateArray(int64_t bytes);
void FreeArray(void* array);

struct ArrayDeleter {
  void operator()(void* array) const { FreeArray(array); }
};

// An array of trivial elements without values.
template <typename T>
using Array = std::unique_ptr<T[], ArrayDeleter>;

template <typename T>
Array<T> MakeArray(int64_t size) {
  return Array<T>(static_cast<T*>(AllocateArray(size * static_cast<int64_t>(sizeof(T)))));
}

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_ARRAY_MEMORY_H_
