#include <cmath>
#include <limits>

#include "kernels/lanes.h"
#include "kernels/math/math.h"
#include "kernels/softmax/softmax_impl.h"

namespace r1bench::kernels {
namespace {

SoftmaxPartial Partial(int64_t n, const float* logits, float inv_temperature) {
  float max = -std::numeric_limits<float>::infinity();
  for (int64_t v = 0; v < n; ++v) {
    const float z = logits[v] * inv_temperature;
    if (z > max) max = z;
  }
  const auto d = [&](int64_t v) {
    const float x = logits[v] * inv_temperature - max;
    return x < kLogitFloor ? kLogitFloor : x;
  };
  const auto e = [&](int64_t v) { return Exp(d(v)); };
  return {max, LaneSum(n, e), LaneDot<float>(n, e, d)};
}

void Backward(int64_t T, int64_t first, int64_t n, const float* logits, int64_t ld,
              float inv_temperature, const int32_t* targets, const TokenStats* stats,
              const float* dlogp, float* dlogits) {
  for (int64_t t = 0; t < T; ++t, logits += ld, dlogits += ld) {
    const int32_t target = targets[t];
    const float g = dlogp[t] * inv_temperature;
    for (int64_t v = 0; v < n; ++v) {
      if (target < 0) {
        dlogits[v] = 0.0f;
        continue;
      }
      const float p = Exp(logits[v] * inv_temperature - stats[t].lse);
      dlogits[v] = g * ((v == target - first ? 1.0f : 0.0f) - p);
    }
  }
}

}  // namespace

const SoftmaxKernels kSoftmaxReference = {Partial, Backward};

}  // namespace r1bench::kernels
