// Searching without a tree: independent samples, and long chains, at the same account of tokens and
// forwards as a tree search.
//
//   samples   responses as the policy writes them, one after the other until the budget is spent:
//             best-of-N and majority vote are two ways to choose among them (score.h)
//   chains    long ones, by budget forcing (s1, arXiv 2501.19393, at every end but a right one): an
//             answer `A` that does not follow a check `V` is not let through; another token is
//             drawn in its place, so the chain checks, or tries again. It may answer once no
//             further attempt fits the context.
#ifndef R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_
#define R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "experiments/mcts/networks.h"
#include "experiments/mcts/text_search.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {

// For each prompt the responses in order, until `token_budget` is spent (the last one may exceed
// it). Finished::forwards counts the policy and the value model reading along.
SearchResult SampleTexts(const World& world, std::span<const micro::OpsKPrompt> prompts,
                         int64_t token_budget, uint64_t seed, Networks* networks);
SearchResult LongChains(const World& world, std::span<const micro::OpsKPrompt> prompts,
                        int64_t token_budget, uint64_t seed, Networks* networks);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_CHAINS_H_
