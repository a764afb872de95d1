// r1_zero's findings, each by a rule that was fixed before the run (experiments/common/
// finding_rules.h). The texts and margins stand in findings.cc; README.md shows them to readers.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_

#include <vector>

#include "experiments/common/finding_rules.h"

namespace r1bench::r1_zero {

// Over the stages "base", "rl", "null", "weak_base" and "weak_rl".
std::vector<experiments::FindingRule> FindingRules();

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
