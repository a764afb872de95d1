// The rules by which a finding's interval becomes a verdict. One place, for all experiments.
//
//   kAbove(m)   reproduced if the interval lies above m, not reproduced if it lies below m
//   kBelow(m)   the mirror image
//   kWithin(m)  reproduced if it lies within [-m, m] (equivalence), not reproduced if it lies
//               wholly outside
//
// Anything else is inconclusive, and so is every finding of fewer than two seeds.
#ifndef R1BENCH_REPORTS_VERDICT_H_
#define R1BENCH_REPORTS_VERDICT_H_

#include "base/stats.h"
#include "reports/report.h"

namespace r1bench::reports {

enum class Criterion { kAbove, kBelow, kWithin };

FindingOutcome FindingVerdict(Criterion criterion, double margin, const base::Interval& interval,
                              int seeds);

// Where the interval must lie for "reproduced": [margin, inf), (-inf, margin] or [-margin, margin].
base::Interval ReproducedRegion(Criterion criterion, double margin);

// Sets verdict and reproduced_if from the finding's own interval and seeds.
void Judge(Criterion criterion, double margin, Finding* finding);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_VERDICT_H_
