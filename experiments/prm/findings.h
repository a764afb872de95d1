// prm's findings, each by a rule that was fixed before the run (experiments/common/
// finding_rules.h). The texts and margins stand in findings.cc; README.md shows them to readers.
//
// A rule with several conditions has one effect: the smallest of their slacks (how far each is
// beyond its bound), so that it is above 0 exactly when all of them hold.
#ifndef R1BENCH_EXPERIMENTS_PRM_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_PRM_FINDINGS_H_

#include <vector>

#include "experiments/common/finding_rules.h"

namespace r1bench::prm {

// Without exact labels (a real model), those that need none.
std::vector<experiments::FindingRule> FindingRules(bool exact_labels);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_FINDINGS_H_
