// The value model: how it is trained, and how good it is at each depth of an attempt.
//
// Trained on texts that the policy samples, fresh ones each step, at every position from the end of
// the prompt on, with the outcome as target: Sigmoid(score) learns the chance of a right answer.
//
// Beside it stands what can be known at all. An attempt's operators are picked at random, so after
// the first j of them the chance that the attempt solves the prompt is the share of completions
// that do (micro::OpsKTask::SolveShare): no judge of the prefix can order attempts better. Both are
// measured as the area under the ROC curve (AUC) of the prefix's score against the text's outcome.
#ifndef R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_
#define R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_

#include <cstdint>
#include <functional>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {

struct ValueOptions {
  int64_t steps = 0, texts = 0;  // steps; fresh texts a step
  double learning_rate = 0;
  int64_t micro_batch_tokens = 8192;
};

// Trains networks->value (in place) on texts of networks->policy. `row` gets loss and accuracy now
// and then; it may be empty.
experiments::Cost TrainValue(const ValueOptions& options, const World& world, uint64_t seed,
                             Networks* networks, const std::function<void(base::Json)>& row = {});

// A value model that knows nothing: the policy's network with a head of zeros.
experiments::Policy NewValueModel(const experiments::Policy& policy);

// AUCs on `samples` texts for each held-out prompt, of those whose first attempt is well formed and
// rightly calculated: auc_root, auc_o1, auc_o2, ..., auc_result and auc_check (where a check
// follows), the same with bayes_; `captured`, the largest share of the possible margin
// (auc - 0.5) / (bayes - 0.5) over the depths before the result where bayes is 0.55 or more (0 if
// there are none); `captured_result`, the same once the result is printed; `texts`; and the
// policy's effective branching, exp of the mean entropy, at operators and at the numbers between.
base::Json AuditValue(const World& world, int samples, uint64_t seed, Networks* networks);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_
