// The bytes of memory that nobody has written: all ones, a NaN as float and as bf16 and -1 as an
// integer, so that what is computed from them is conspicuous.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_POISON_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_POISON_H_

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace r1bench::cuda::emulation {

inline constexpr unsigned char kPoison = 0xff;

// Behind every array lie this many bytes or more that must stay poisoned.
inline constexpr size_t kMargin = 256;

inline void Poison(void* p, size_t bytes) { std::memset(p, kPoison, bytes); }

inline bool IsPoisoned(const void* p, size_t bytes) {
  const auto* at = static_cast<const unsigned char*>(p);
  return std::all_of(at, at + bytes, [](unsigned char b) { return b == kPoison; });
}

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_POISON_H_
