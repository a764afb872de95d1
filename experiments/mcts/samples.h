// Independent samples, at the same account of tokens and forwards as a tree search: responses as
// the policy writes them, one after the other until the budget is spent. Best-of-N and majority
// vote are two ways to choose among them (score.h).
#ifndef R1BENCH_EXPERIMENTS_MCTS_SAMPLES_H_
#define R1BENCH_EXPERIMENTS_MCTS_SAMPLES_H_

#include <cstdint>
#include <span>

#include "experiments/mcts/networks.h"
#include "experiments/mcts/search_world.h"
#include "experiments/mcts/text_search.h"

namespace r1bench::mcts {

// For each prompt the responses in order, until `token_budget` is spent (the last one may exceed
// it).
SearchResult SampleTexts(const SearchWorld& world, std::span<const Prompt> prompts,
                         int64_t token_budget, uint64_t seed, Networks* networks);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SAMPLES_H_
