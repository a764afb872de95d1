// What is written without a tree, text by text, and what it cost.
#ifndef R1BENCH_EXPERIMENTS_MCTS_LEDGER_H_
#define R1BENCH_EXPERIMENTS_MCTS_LEDGER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "experiments/mcts/networks.h"
#include "experiments/mcts/search_world.h"
#include "experiments/mcts/text_search.h"
#include "model/generator.h"

namespace r1bench::mcts {

class Ledger {
 public:
  // Each prompt gets texts until `budget` tokens are spent; the last one may exceed it. Both must
  // outlive this.
  Ledger(const SearchWorld& world, std::span<const Prompt> prompts, int64_t budget)
      : world_(world), prompts_(prompts), budget_(budget), found_(prompts.size()) {}

  bool Spent(size_t prompt) const {
    return !found_[prompt].empty() && found_[prompt].back().tokens >= budget_;
  }
  // Nothing once the budget is spent.
  void Add(size_t prompt, std::vector<int32_t> path);
  // All texts judged by the value model; one that was cut off is worth 0. Finished::forwards counts
  // the policy and the value model reading along.
  SearchResult Take(const Networks& networks);

 private:
  const SearchWorld& world_;
  std::span<const Prompt> prompts_;
  const int64_t budget_;
  std::vector<std::vector<Finished>> found_;
};

// A response to a prompt; `index` keys its draws.
model::GenerateRequest RequestFor(const SearchWorld& world, Prompt prompt, size_t index,
                                  uint64_t seed);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_LEDGER_H_
