// Texts as search problems: what an action is, and how a state gets its value.
//
//   tokens   an action is a token; all of the vocabulary are listed, with the policy's
//            probabilities or, without a prior, as equals
//   steps    an action is a step drawn from the policy: the text up to and including the token
//            that ends a step of the world (search_world.h), or up to the end
//
//   value leaf     the value model on the text so far
//   rollout leaf   the policy finishes the text (it is kept as found); the value model judges that
//
// No verifier takes part: what a search finds is judged afterwards. A text cut off by the length
// limit has no answer: its value is 0.
//
// Costs, beyond the prompt, which every method reads once:
//   generated tokens   an expanded token 1, a drawn step or rollout its length
//   forwards           positions fed to the policy and to the value model: with both, two a token;
//                      the judge of a rollout reads the whole response
#ifndef R1BENCH_EXPERIMENTS_MCTS_TEXT_SEARCH_H_
#define R1BENCH_EXPERIMENTS_MCTS_TEXT_SEARCH_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "experiments/common/cost.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/search.h"
#include "experiments/mcts/search_world.h"
#include "model/config.h"

namespace r1bench::mcts {

enum class Level { kToken, kStep };

struct TextSearchOptions {
  Level level = Level::kToken;
  bool prior = true;  // tokens: the policy's probabilities; else all alike
  bool rollout_leaf = false;
  SearchOptions search;  // `drawn` follows from the level
};

// What searches of many prompts found and spent.
struct SearchResult {
  std::vector<std::vector<Finished>> found;  // by prompt, in order of finding
  int64_t tokens = 0, forwards = 0;          // spent, over all prompts
  std::vector<double> growth;                // mean number of nodes of a tree by depth
};

// One tree search a prompt.
SearchResult SearchTexts(const TextSearchOptions& options, const SearchWorld& world,
                         std::span<const Prompt> prompts, uint64_t seed, Networks* networks);

// Tokens generated, positions beyond them that were fed to policy or value model, and operations
// (two a weight and position).
experiments::Cost SearchCost(const model::ModelConfig& config, const SearchResult& found);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_TEXT_SEARCH_H_
