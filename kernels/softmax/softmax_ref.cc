#include <cmath>
#include <limits>

#include "kernels/lanes.h"
#include "kernels/math/math.h"
#include "kernels/softmax/softmax_impl.h"

namespace r1bench::kernels {
namespace {

void Stats(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
           const int32_t* targets, TokenStats* stats) {
  for (int64_t t = 0; t < T; ++t, logits += ld) {
    float max = -std::numeric_limits<float>::infinity();
    for (int64_t v = 0; v < V; ++v) {
      const float z = logits[v] * inv_temperature;
      if (z > max) max = z;
    }
    const auto d = [&](int64_t v) {
      const float x = logits[v] * inv_temperature - max;
      return x < kLogitFloor ? kLogitFloor : x;
    };
    const auto e = [&](int64_t v) { return Exp(d(v)); };
    const float sum = LaneSum(V, e);
    const float weighted = LaneDot<float>(V, e, d);
    const float log_sum = Log(sum);
    TokenStats& s = stats[t];
    s.lse = max + log_sum;
    s.entropy = log_sum - weighted / sum;
    const int32_t target = targets == nullptr ? -1 : targets[t];
    s.logp = target < 0 ? 0.0f : logits[target] * inv_temperature - s.lse;
  }
}

void Backward(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
              const int32_t* targets, const TokenStats* stats, const float* dlogp, float* dlogits) {
  for (int64_t t = 0; t < T; ++t, logits += ld, dlogits += ld) {
    const int32_t target = targets[t];
    const float g = dlogp[t] * inv_temperature;
    for (int64_t v = 0; v < V; ++v) {
      if (target < 0) {
        dlogits[v] = 0.0f;
        continue;
      }
      const float p = Exp(logits[v] * inv_temperature - stats[t].lse);
      dlogits[v] = g * ((v == target ? 1.0f : 0.0f) - p);
    }
  }
}

}  // namespace

const SoftmaxKernels kSoftmaxReference = {Stats, Backward};

}  // namespace r1bench::kernels
