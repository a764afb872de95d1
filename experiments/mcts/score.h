// What a search was worth at a budget: of the texts it had finished by then, is the chosen one
// right?
//
//   any        the verifier chooses: one of them is right (the ceiling of every selector)
//   value      the one with the highest value (the first of equals)
//   majority   the answer given most often (the first of equals)
//   random     one at random: the share of them that are right (control)
//
// Budgets count generated tokens ("t") or forwards ("f"). Samples and chains that are chosen
// without the value model have cost no forwards of it: for any, majority and random only the
// policy's count.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SCORE_H_
#define R1BENCH_EXPERIMENTS_MCTS_SCORE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/mcts/search.h"
#include "experiments/mcts/search_world.h"

namespace r1bench::mcts {

struct Budgets {
  std::vector<int64_t> values = {64, 128, 256, 512};
  int64_t largest() const { return values.back(); }
};

// "any_t512": the name of a metric.
std::string MetricName(const std::string& selector, char unit, int64_t budget);

// Means over prompts of every selector at every budget in both units, and `n`. `tree`: what was
// found came from a tree, whose value model took part in the search itself; and a majority of its
// texts, which it chose, is no vote, so trees have none.
base::Json Score(const SearchWorld& world, std::span<const Prompt> prompts,
                 const std::vector<std::vector<Finished>>& found, const Budgets& budgets,
                 bool tree);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SCORE_H_
