// The value model and its training. How good it is: value_audit.h.
//
// Trained on texts that the policy samples, fresh ones each step, at every position from the end of
// the prompt on, with the outcome as target: Sigmoid(score) learns the chance of a right answer.
#ifndef R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_
#define R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_

#include <cstdint>
#include <functional>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/search_world.h"

namespace r1bench::mcts {

struct ValueOptions {
  int64_t steps = 0, texts = 0;  // steps; fresh texts a step
  double learning_rate = 0;
  int64_t micro_batch_tokens = 8192;
};

// Trains networks->value (in place) on texts of networks->policy. `row` gets loss and accuracy now
// and then; it may be empty.
experiments::Cost TrainValue(const ValueOptions& options, const SearchWorld& world, uint64_t seed,
                             Networks* networks, const std::function<void(base::Json)>& row = {});

// A value model that knows nothing: the policy's network with a head of zeros.
experiments::Policy NewValueModel(const experiments::Policy& policy);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_VALUE_MODEL_H_
