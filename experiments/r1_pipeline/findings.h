// The rules of r1_pipeline's findings, fixed before the run; README.md shows them to readers.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_FINDINGS_H_

#include <vector>

#include "experiments/common/finding_rules.h"

namespace r1bench::r1_pipeline {

std::vector<experiments::FindingRule> FindingRules();

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_FINDINGS_H_
