// distill_vs_rl's findings, each by a rule that was fixed before the run (experiments/common/
// finding_rules.h). The texts and margins stand in findings.cc; README.md shows them to readers.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FINDINGS_H_

#include <vector>

#include "experiments/common/finding_rules.h"

namespace r1bench::distill_vs_rl {

// Over the stages of seed_run.h; a rule whose arms were not run gives no finding.
std::vector<experiments::FindingRule> FindingRules();

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_FINDINGS_H_
