#include "kernels/adamw/adamw.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/adamw/adamw_impl.h"
#include "kernels/math/math.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 16384;

const AdamWKernels& Kernels() { return Select(kAdamWReference, kAdamWAvx2, kAdamWAvx512); }

}  // namespace

AdamWFactors FactorsOf(const AdamWOptions& o) {
  base::Require(o.step >= 1, "expected an optimizer step of at least 1, got ", o.step);
  const double step = static_cast<double>(o.step);
  const double c1 = 1.0 - PowD(o.beta1, step);
  const double c2 = 1.0 - PowD(o.beta2, step);
  return {.grad_scale = o.grad_scale,
          .beta1 = static_cast<float>(o.beta1),
          .one_minus_beta1 = static_cast<float>(1.0 - o.beta1),
          .beta2 = static_cast<float>(o.beta2),
          .one_minus_beta2 = static_cast<float>(1.0 - o.beta2),
          .step_size = static_cast<float>(o.lr / c1),
          .inv_sqrt_c2 = static_cast<float>(1.0 / std::sqrt(c2)),
          .eps = static_cast<float>(o.eps),
          .keep = 1.0f};
}

float DecayedKeep(const AdamWOptions& o) { return static_cast<float>(1.0 - o.lr * o.weight_decay); }

void AdamW(const AdamWOptions& options, int64_t n, const float* grad, float* param, float* m,
           float* v, std::span<const DecayRange> decay) {
  const AdamWKernels& kernels = Kernels();
  const AdamWFactors plain = FactorsOf(options);
  AdamWFactors decayed = plain;
  decayed.keep = DecayedKeep(options);
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    const auto run = [&](const AdamWFactors& f, int64_t from, int64_t to) {
      if (to > from) kernels.update(f, to - from, grad + from, param + from, m + from, v + from);
    };
    int64_t at = begin;
    for (const DecayRange& range : decay) {
      const int64_t from = std::clamp(range.begin, at, end);
      const int64_t to = std::clamp(range.end, from, end);
      run(plain, at, from);
      run(decayed, from, to);
      at = to;
    }
    run(plain, at, end);
  });
}

double SumSquares(int64_t n, const float* x) {
  const AdamWKernels& kernels = Kernels();
  double sums[kSumSquaresGroup];
  double total = 0;
  const int64_t chunks = (n + kSumSquaresChunk - 1) / kSumSquaresChunk;
  for (int64_t first = 0; first < chunks; first += kSumSquaresGroup) {
    const int64_t count = std::min(kSumSquaresGroup, chunks - first);
    base::ParallelFor(count, 8, [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c) {
        const int64_t at = (first + c) * kSumSquaresChunk;
        sums[c] = kernels.sum_squares(std::min(kSumSquaresChunk, n - at), x + at);
      }
    });
    double group = 0;
    for (int64_t c = 0; c < count; ++c) group += sums[c];
    total += group;
  }
  return total;
}

void Scale(int64_t n, float factor, float* x) {
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) x[i] *= factor;
  });
}

}  // namespace r1bench::kernels
