// How good the value model is along a text, as the area under the ROC curve (AUC) of its score
// against the text's outcome.
#ifndef R1BENCH_EXPERIMENTS_MCTS_VALUE_AUDIT_H_
#define R1BENCH_EXPERIMENTS_MCTS_VALUE_AUDIT_H_

#include <cstdint>

#include "base/json.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/search_world.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {

// At each depth of an attempt, beside what can be known at all. An attempt's operators are picked
// at random, so after the first j of them the chance that the attempt solves the prompt is the
// share of completions that do (micro::OpsKTask::SolveShare): no judge of the prefix can order
// attempts better.
//
// AUCs on `samples` texts for each held-out prompt, of those whose first attempt is well formed and
// rightly calculated: auc_root, auc_o1, auc_o2, ..., auc_result and auc_check (where a check
// follows), the same with bayes_; `captured`, the largest share of the possible margin
// (auc - 0.5) / (bayes - 0.5) over the depths before the result where bayes is 0.55 or more (0 if
// there are none); `captured_result`, the same once the result is printed; `texts`; and the
// policy's effective branching, exp of the mean entropy, at operators and at the numbers between.
base::Json AuditValue(const World& world, int samples, uint64_t seed, Networks* networks);

// The same in any world, where nobody knows what can be known: auc_root, auc_s1, auc_s2, auc_s3
// after so many steps, of the texts that go on behind them, and auc_end of those that have ended;
// `texts` and `share_right`.
base::Json AuditSteps(const SearchWorld& world, int samples, uint64_t seed, Networks* networks);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_VALUE_AUDIT_H_
