// mcts's findings, each by a rule that was fixed before the run; on a real model those whose stages
// exist there. README.md shows the table to readers; experiments/common/finding_rules.h has the
// general form.
#ifndef R1BENCH_EXPERIMENTS_MCTS_FINDINGS_H_
#define R1BENCH_EXPERIMENTS_MCTS_FINDINGS_H_

#include <string>
#include <vector>

#include "experiments/common/finding_rules.h"
#include "experiments/mcts/options.h"

namespace r1bench::mcts {

std::vector<experiments::FindingRule> FindingRules(const MctsOptions& options);

// For one seed and K: how often the best token tree (chosen on the tuning prompts) has found a
// right answer at the largest budget, less how often sampling has.
double TokenTreeMargin(const MctsOptions& options, int operands,
                       const experiments::SeedResults& seed);

// For one seed and K: accuracy of the value model's choice at equal forwards, mean over budgets, in
// the best tree (chosen on the tuning prompts), less that of the best way without a tree
// (PlainArms), each by value or by majority.
double InferenceMargin(const MctsOptions& options, int operands,
                       const experiments::SeedResults& seed);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_FINDINGS_H_
