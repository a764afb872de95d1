// For the kernels' own use: working memory that lives as long as its thread.
#ifndef R1BENCH_KERNELS_SCRATCH_H_
#define R1BENCH_KERNELS_SCRATCH_H_

#include <cstdint>

namespace r1bench::kernels {

// Independent buffers of one thread.
enum class ScratchSlot { kGemmA, kGemmB, kAttention, kAttentionBackward, kCount };

// At least n floats, 64-byte aligned, contents undefined; valid until the next call with this slot
// on this thread. Grows, never shrinks.
float* Scratch(ScratchSlot slot, int64_t n);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SCRATCH_H_
