// Small kernels that show what each device function does.
#ifndef R1BENCH_KERNELS_CUDA_DEVICE_TEST_KERNELS_H_
#define R1BENCH_KERNELS_CUDA_DEVICE_TEST_KERNELS_H_

#include <cstdint>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// One warp; out: [5, 32]: the value of lane 3, of lane l ^ 5, of lane l + 2, of lane l - 1, of lane
// 1 of the own group of 8.
void Shuffles(const Stream& stream, const int* in, int* out);

// One warp; out: [3, 32]: __ballot_sync of in > 0, then __any_sync and __all_sync of it.
void Votes(const Stream& stream, const int* in, int* out);

// One block of `threads`; out: [4]: sum and maximum over the block twice, by reduce.h and by
// shuffles and a loop.
void Reductions(const Stream& stream, int threads, const float* in, float* out);

// out: [4]: in's sum, maximum, minimum and the number of elements below out[3], by atomics.
void Atomics(const Stream& stream, int64_t n, const int* in, int* out);

// Each number rounded to bf16 one by one, and in pairs (n even).
void ToBf16OneByOne(const Stream& stream, int64_t n, const float* in, Bf16* out);
void ToBf16InPairs(const Stream& stream, int64_t n, const float* in, uint32_t* out);

// The words of words [0, n) in reverse, through n words of dynamic shared memory and one block.
void ReverseThroughShared(const Stream& stream, int n, const int* in, int* out);

// x[i] = factor · x[i] + 1, one block of n threads.
void Affine(const Stream& stream, int n, int factor, int* x);

// c += a · b; a: [16, 16], b: [16, 8] of bf16, c: [16, 8]; a and b loaded by LdMatrix.
void Product(const Stream& stream, const Bf16* a, const Bf16* b, float* c);

// The sum of in[0 .. tiles · 128) per thread position (128 sums), tiles loaded by cp.async two
// ahead; `wait` leaves out the wait if false.
void SumOfTiles(const Stream& stream, int tiles, bool wait, const float* in, float* out);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_DEVICE_TEST_KERNELS_H_
