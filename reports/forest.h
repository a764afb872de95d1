// The small drawing beside a finding: its interval, the effect, the seeds, and the region in which
// the interval must lie.
#ifndef R1BENCH_REPORTS_FOREST_H_
#define R1BENCH_REPORTS_FOREST_H_

#include <string>

#include "reports/report.h"

namespace r1bench::reports {

// An inline SVG element, or "" when there is nothing to draw (no region given, no finite effect).
std::string ForestSvg(const Finding& finding);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_FOREST_H_
