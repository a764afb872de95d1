#include "experiments/mcts/search_world.h"

namespace r1bench::mcts {

std::vector<Prompt> SearchWorld::All(PromptSet set) const {
  std::vector<Prompt> prompts;
  for (int64_t i = 0; i < Count(set); ++i) prompts.push_back({set, i});
  return prompts;
}

}  // namespace r1bench::mcts
