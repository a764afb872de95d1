#include "experiments/mcts/ledger.h"

#include <utility>

namespace r1bench::mcts {

void Ledger::Add(size_t prompt, std::vector<int32_t> path) {
  if (Spent(prompt)) return;
  std::vector<Finished>& list = found_[prompt];
  const auto length = static_cast<int64_t>(path.size());
  const int64_t tokens = (list.empty() ? 0 : list.back().tokens) + length;
  list.push_back({std::move(path), 0.0, tokens, 2 * tokens});
}

SearchResult Ledger::Take(const Networks& networks) {
  std::vector<std::vector<int32_t>> texts;
  for (size_t i = 0; i < found_.size(); ++i) {
    for (const Finished& finished : found_[i]) {
      texts.push_back(world_.Tokens(prompts_[i]));
      texts.back().insert(texts.back().end(), finished.path.begin(), finished.path.end());
    }
  }
  const std::vector<double> values = ValuesOf(networks, texts);
  size_t next = 0;
  for (auto& list : found_) {
    for (Finished& finished : list) {
      finished.value = world_.Ended(finished.path) ? values[next] : 0.0;
      ++next;
    }
  }
  SearchResult result;
  for (const auto& list : found_) {
    result.tokens += list.back().tokens;
    result.forwards += list.back().forwards;
  }
  result.found = std::move(found_);
  return result;
}

model::GenerateRequest RequestFor(const SearchWorld& world, Prompt prompt, size_t index,
                                  uint64_t seed) {
  model::GenerateRequest request;
  request.id = index;
  request.prompt_tokens = world.Tokens(prompt);
  request.params = world.Sampling();
  request.params.seed = seed;
  return request;
}

}  // namespace r1bench::mcts
