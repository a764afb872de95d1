// A learning curve in a few numbers.
#ifndef R1BENCH_EXPERIMENTS_PRM_CURVE_METRICS_H_
#define R1BENCH_EXPERIMENTS_PRM_CURVE_METRICS_H_

#include <vector>

#include "base/json.h"

namespace r1bench::prm {

// What an arm's rows say, over windows of at most five rollouts: NAME_start and NAME_end of
// accuracy ("gold"), proxy, valid, progress, kl_base and the on-policy areas; gold_peak and
// kl_peak, where the windowed accuracy was highest (chosen with the truth in hand: an oracle);
// scored_tokens and rollout_tokens in all.
base::Json CurveMetrics(const std::vector<base::Json>& rows);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_CURVE_METRICS_H_
