#include "kernels/elementwise/elementwise.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

// No variants here: elements are independent and these loops wait for memory, so the compiler's
// AVX2 code is as fast as any and has the same bits.

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 32768;

}  // namespace

void Add(int64_t n, const float* a, const float* b, float* out) {
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = a[i] + b[i];
  });
}

void Axpy(int64_t n, float alpha, const float* x, float* y) {
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[i] = std::fma(alpha, x[i], y[i]);
  });
}

void Multiply(int64_t n, const float* a, const float* b, float* out) {
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = a[i] * b[i];
  });
}

void ColumnSum(int64_t T, int64_t n, const float* x, int64_t ld, float* sum) {
  if (T <= 0 || n <= 0) return;
  const int64_t columns = std::max<int64_t>(16, (kGrainElements / T + 15) / 16 * 16);
  base::ParallelFor(n, columns, [&](int64_t begin, int64_t end) {
    for (int64_t t = 0; t < T; ++t) {
      for (int64_t j = begin; j < end; ++j) sum[j] += x[t * ld + j];
    }
  });
}

}  // namespace r1bench::kernels
