// What AddressSanitizer must be told of fibers and of memory that we hand out ourselves; nothing in
// other builds.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_SANITIZER_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_SANITIZER_H_

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define R1_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define R1_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef R1_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace r1bench::cuda::emulation::sanitizer {

#ifdef R1_ADDRESS_SANITIZER

inline constexpr bool kOn = true;
inline void StartSwitch(void** save, const void* stack, size_t size) {
  __sanitizer_start_switch_fiber(save, stack, size);
}
inline void FinishSwitch(void* saved, const void** old_stack, size_t* old_size) {
  __sanitizer_finish_switch_fiber(saved, old_stack, old_size);
}
inline void Poison(const void* p, size_t bytes) { __asan_poison_memory_region(p, bytes); }
inline void Unpoison(const void* p, size_t bytes) { __asan_unpoison_memory_region(p, bytes); }

#else

inline constexpr bool kOn = false;
inline void StartSwitch(void**, const void*, size_t) {}
inline void FinishSwitch(void*, const void**, size_t*) {}
inline void Poison(const void*, size_t) {}
inline void Unpoison(const void*, size_t) {}

#endif

}  // namespace r1bench::cuda::emulation::sanitizer

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_SANITIZER_H_
