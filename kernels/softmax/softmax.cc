#include "kernels/softmax/softmax.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/select.h"
#include "kernels/softmax/softmax_impl.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 4096;

const SoftmaxKernels& Kernels() { return Select(kSoftmaxReference, kSoftmaxAvx2, kSoftmaxAvx512); }

void CheckTargets(int64_t T, int64_t V, const int32_t* targets) {
  for (int64_t t = 0; t < T; ++t) {
    base::Require(targets[t] >= -1 && targets[t] < V, "expected a target token below ", V,
                  " or -1, got ", targets[t], " in row ", t);
  }
}

}  // namespace

void LogSoftmaxStats(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
                     const int32_t* targets, TokenStats* stats) {
  if (T <= 0) return;
  base::Require(V > 0, "expected a vocabulary of at least one token, got ", V);
  if (targets != nullptr) CheckTargets(T, V, targets);
  const SoftmaxKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / V), [&](int64_t begin, int64_t end) {
    kernels.stats(end - begin, V, logits + begin * ld, ld, inv_temperature,
                  targets != nullptr ? targets + begin : nullptr, stats + begin);
  });
}

void LogSoftmaxBackward(int64_t T, int64_t V, const float* logits, int64_t ld,
                        float inv_temperature, const int32_t* targets, const TokenStats* stats,
                        const float* dlogp, float* dlogits) {
  if (T <= 0) return;
  CheckTargets(T, V, targets);
  const SoftmaxKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / V), [&](int64_t begin, int64_t end) {
    kernels.backward(end - begin, V, logits + begin * ld, ld, inv_temperature, targets + begin,
                     stats + begin, dlogp + begin, dlogits + begin * ld);
  });
}

}  // namespace r1bench::kernels
