#include "reports/verdict.h"

#include <cmath>
#include <limits>

#include "base/error.h"

namespace r1bench::reports {

FindingOutcome FindingVerdict(Criterion criterion, double margin, const base::Interval& interval,
                              int seeds) {
  base::Require(std::isfinite(margin), "expected a finite margin for a verdict, got ", margin);
  base::Require(criterion != Criterion::kWithin || margin > 0,
                "expected a margin above 0 for an equivalence, got ", margin);
  const base::Interval region = ReproducedRegion(criterion, margin);
  // Written so that a NaN is never anything but inconclusive.
  const bool inside = interval.lo > region.lo && interval.hi < region.hi;
  const bool outside = interval.hi < region.lo || interval.lo > region.hi;
  const bool known = interval.lo <= interval.hi && seeds >= 2;
  if (known && inside) return FindingOutcome::kReproduced;
  if (known && outside) return FindingOutcome::kNotReproduced;
  return FindingOutcome::kInconclusive;
}

base::Interval ReproducedRegion(Criterion criterion, double margin) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (criterion) {
    case Criterion::kAbove:
      return {margin, kInfinity};
    case Criterion::kBelow:
      return {-kInfinity, margin};
    case Criterion::kWithin:
      return {-margin, margin};
  }
  base::Fail("expected a known criterion, got ", static_cast<int>(criterion));
}

void Judge(Criterion criterion, double margin, Finding* finding) {
  finding->verdict = FindingVerdict(criterion, margin, finding->interval, finding->seeds);
  finding->reproduced_if = ReproducedRegion(criterion, margin);
}

}  // namespace r1bench::reports
