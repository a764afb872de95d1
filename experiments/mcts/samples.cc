#include "experiments/mcts/samples.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/signals.h"
#include "experiments/mcts/ledger.h"

namespace r1bench::mcts {
namespace {

// Samples a prompt that are written at once: no more than surely fit the budget, where responses
// are long. No number depends on it.
int AtOnce(const SearchWorld& world, int64_t token_budget) {
  return static_cast<int>(std::clamp<int64_t>(token_budget / world.longest_response(), 1, 8));
}

}  // namespace

SearchResult SampleTexts(const SearchWorld& world, std::span<const Prompt> prompts,
                         int64_t token_budget, uint64_t seed, Networks* networks) {
  Ledger ledger(world, prompts, token_budget);
  const int at_once = AtOnce(world, token_budget);
  for (int first = 0;; first += at_once) {
    base::ThrowIfStopped();
    std::vector<model::GenerateRequest> requests;
    for (size_t i = 0; i < prompts.size(); ++i) {
      if (ledger.Spent(i)) continue;
      requests.push_back(RequestFor(world, prompts[i], i, seed));
      requests.back().num_samples = at_once;
      requests.back().first_sample = first;
    }
    if (requests.empty()) return ledger.Take(*networks);
    for (model::Completion& completion : networks->engine->Generate(requests, {})) {
      ledger.Add(completion.request_id, std::move(completion.tokens));
    }
  }
}

}  // namespace r1bench::mcts
