// Long single chains, at the same account of tokens and forwards as a tree search, by budget
// forcing (s1, arXiv 2501.19393, at every end but a right one): an answer `A` that does not follow
// a check `V` is not let through; another token is drawn in its place, so the chain checks, or
// tries again. It may answer once no further attempt fits the context. Only a world whose checks
// and answers are tokens has them.
#ifndef R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_
#define R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_

#include <cstdint>
#include <span>

#include "experiments/mcts/networks.h"
#include "experiments/mcts/text_search.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {

// For each prompt the chains in order, until `token_budget` is spent (the last one may exceed it).
SearchResult LongChains(const World& world, std::span<const Prompt> prompts, int64_t token_budget,
                        uint64_t seed, Networks* networks);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_
