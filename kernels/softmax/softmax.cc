#include "kernels/softmax/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/math/math.h"
#include "kernels/select.h"
#include "kernels/softmax/softmax_impl.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 4096;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

const SoftmaxKernels& Kernels() { return Select(kSoftmaxReference, kSoftmaxAvx2, kSoftmaxAvx512); }

void CheckTargets(int64_t T, int64_t V, const int32_t* targets) {
  for (int64_t t = 0; t < T; ++t) {
    base::Require(targets[t] >= -1 && targets[t] < V, "expected a target token below ", V,
                  " or -1, got ", targets[t], " in row ", t);
  }
}

}  // namespace

void BlockPartials(int64_t T, int64_t n, const float* logits, int64_t ld,
                   const float* inv_temperatures, SoftmaxPartial* partials, int64_t stride) {
  base::Require(n <= kVocabBlock, "expected a block of at most ", kVocabBlock, " logits, got ", n);
  const SoftmaxKernels& kernels = Kernels();
  for (int64_t t = 0; t < T; ++t, logits += ld) {
    SoftmaxPartial& p = partials[t * stride];
    p = kernels.partial(n, logits, inv_temperatures[t]);
    if (p.max == -kInfinity) {  // all -inf (z - max is NaN), or NaN
      const bool bad = std::any_of(logits, logits + n, [](float x) { return std::isnan(x); });
      p.sum = bad ? std::numeric_limits<float>::quiet_NaN() : 0.0f;
      p.weighted = 0.0f;
    }
  }
}

SoftmaxPartial MergePartials(const SoftmaxPartial& a, const SoftmaxPartial& b) {
  if (a.sum == 0) return b;
  if (b.sum == 0) return a;
  SoftmaxPartial m;
  m.max = std::max(a.max, b.max);
  const float da = a.max - m.max, db = b.max - m.max;
  const float s = Exp(da), r = Exp(db);
  m.sum = a.sum * s + b.sum * r;
  // A part so far below that it has no weight would otherwise give 0·inf.
  const float of_a = s == 0 ? 0.0f : s * (a.weighted + a.sum * da);
  const float of_b = r == 0 ? 0.0f : r * (b.weighted + b.sum * db);
  m.weighted = of_a + of_b;
  return m;
}

TokenStats StatsOf(const SoftmaxPartial& row) {
  const float log_sum = Log(row.sum);
  return {.logp = 0, .entropy = log_sum - row.weighted / row.sum, .lse = row.max + log_sum};
}

void LogSoftmaxStats(int64_t T, int64_t V, const float* logits, int64_t ld, float inv_temperature,
                     const int32_t* targets, TokenStats* stats) {
  if (T <= 0) return;
  base::Require(V > 0, "expected a vocabulary of at least one token, got ", V);
  if (targets != nullptr) CheckTargets(T, V, targets);
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / V), [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) {
      const float* row = logits + t * ld;
      SoftmaxPartial whole;
      for (int64_t v = 0; v < V; v += kVocabBlock) {
        SoftmaxPartial block;
        BlockPartials(1, std::min(kVocabBlock, V - v), row + v, ld, &inv_temperature, &block, 1);
        whole = v == 0 ? block : MergePartials(whole, block);
      }
      stats[t] = StatsOf(whole);
      if (targets != nullptr && targets[t] >= 0) {
        stats[t].logp = LogProbability(stats[t], row[targets[t]] * inv_temperature);
      }
    }
  });
}

void LogSoftmaxBackward(int64_t T, int64_t first, int64_t n, const float* logits, int64_t ld,
                        float inv_temperature, const int32_t* targets, const TokenStats* stats,
                        const float* dlogp, float* dlogits) {
  if (T <= 0 || n <= 0) return;
  const SoftmaxKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    kernels.backward(end - begin, first, n, logits + begin * ld, ld, inv_temperature,
                     targets + begin, stats + begin, dlogp + begin, dlogits + begin * ld);
  });
}

}  // namespace r1bench::kernels
