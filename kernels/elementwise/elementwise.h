// Small memory-bound operations on whole arrays. Each element is independent, or (ColumnSum) has
// one accumulator that walks the rows upwards.
#ifndef R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_H_
#define R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_H_

#include <cstdint>

namespace r1bench::kernels {

// out = a + b; out may be a or b.
void Add(int64_t n, const float* a, const float* b, float* out);

// y = fma(alpha, x, y).
void Axpy(int64_t n, float alpha, const float* x, float* y);

// out = a · b; out may be a or b.
void Multiply(int64_t n, const float* a, const float* b, float* out);

// sum[j] += Σ_t x[t*ld + j], t ascending (gradient of a bias).
void ColumnSum(int64_t T, int64_t n, const float* x, int64_t ld, float* sum);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ELEMENTWISE_ELEMENTWISE_H_
