// r1_zero's findings, each by a rule that was fixed before the run.
//
// A rule has one effect a seed, the mean over seeds as the effect, and a 95 % interval (Student's t
// over seeds). Of a ratio: the geometric mean. Two shapes of rule:
//
//   above(m)    reproduced if the interval lies above m, not reproduced if it lies below m
//   within(m)   reproduced if the interval lies within [-m, m], not reproduced if it lies outside
//
// and inconclusive otherwise, or with one seed. Ratios are judged on their logarithm.
// The texts and margins stand in findings.cc, in one table; README.md shows it to readers.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "reports/report.h"

namespace r1bench::r1_zero {

// Evaluation::metrics by stage name: "base", "rl", "null", "weak_base", "weak_rl".
using SeedResults = std::map<std::string, base::Json>;

// One finding for every rule whose stages were run (a missing arm leaves its rule out), over the
// seeds that have them: while a run goes on, those that are finished.
std::vector<reports::Finding> ComputeFindings(const std::vector<SeedResults>& seeds);

// The gate of the mechanism: sentences that say what is wrong, empty if nothing is. Every seed's
// base must pass its audit ("gate_passed" in `audits`).
std::vector<std::string> GateFailures(const std::vector<base::Json>& audits);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_FINDINGS_H_
