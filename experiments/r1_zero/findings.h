// r1_zero's findings, each by a rule that was fixed before the run (experiments/common/
// finding_rules.h). The texts and margins stand in findings.cc; README.md shows them to readers.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_

#include <vector>

#include "experiments/common/finding_rules.h"
#include "experiments/r1_zero/options.h"

namespace r1bench::r1_zero {

// Over the stages "base", "rl", "null", "weak_base" and "weak_rl". Programs have no thoughts to
// grow or to reflect in, so their world asks about accuracy alone.
std::vector<experiments::FindingRule> FindingRules(World world);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
