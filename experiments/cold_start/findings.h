// cold_start's findings, each by a rule that was fixed before the run (experiments/common/
// finding_rules.h). The texts and margins stand in findings.cc, in one table a theme; README.md
// shows them to readers.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_COLD_START_FINDINGS_H_

#include <vector>

#include "experiments/cold_start/options.h"
#include "experiments/common/finding_rules.h"

namespace r1bench::cold_start {

// The rules that a run with these options can answer: at micro scale all, with those on drift for
// the mixtures it has; of a real model those that need no notations.
std::vector<experiments::FindingRule> FindingRules(const ColdStartOptions& options);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_FINDINGS_H_
