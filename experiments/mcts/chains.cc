#include "experiments/mcts/chains.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/mcts/ledger.h"
#include "kernels/math/math.h"

namespace r1bench::mcts {
namespace {

// One long chain that is being written.
struct Chain {
  size_t prompt = 0;
  uint64_t number = 0;  // among the chains of its prompt
  std::vector<int32_t> path;
  bool done = false;
};

class ChainWriter {
 public:
  ChainWriter(const World& world, uint64_t seed, Networks* networks)
      : world_(world), seed_(seed), networks_(networks) {}

  // Writes all chains to their end, in step.
  void Write(std::span<const Prompt> prompts, std::span<Chain> chains) {
    for (;;) {
      base::ThrowIfStopped();
      std::vector<Chain*> open;
      for (Chain& chain : chains) {
        if (!chain.done) open.push_back(&chain);
      }
      if (open.empty()) return;
      Extend(prompts, open);
      Redraw(prompts, open);
    }
  }

 private:
  const micro::OpsVocabulary& vocabulary() const { return world_.task().vocabulary(); }

  int64_t Room(const Chain& chain) const {
    return world_.context_tokens() - world_.task().prompt_tokens() -
           static_cast<int64_t>(chain.path.size());
  }
  // An answer is let through after `V`, and when no further attempt would fit before it.
  bool MayAnswer(const Chain& chain) const {
    if (!chain.path.empty() && chain.path.back() == vocabulary().right()) return true;
    const micro::OpsKTask& task = world_.task();
    return Room(chain) < task.attempt_tokens() + 1 + task.answer_tokens();
  }

  // Up to the next `A`, or to the end once `A` may stand.
  void Extend(std::span<const Prompt> prompts, std::span<Chain* const> open) {
    std::vector<model::GenerateRequest> requests;
    for (size_t i = 0; i < open.size(); ++i) {
      const Chain& chain = *open[i];
      model::GenerateRequest request = RequestFor(world_, prompts[chain.prompt], chain.prompt, 0);
      request.prompt_tokens.insert(request.prompt_tokens.end(), chain.path.begin(),
                                   chain.path.end());
      // A stream for each chain and place.
      request.params.seed = base::Rng(seed_, "mcts/chains", Key(chain)).U64() + chain.path.size();
      request.params.max_new_tokens = static_cast<int>(Room(chain));
      const bool answering = std::find(chain.path.begin(), chain.path.end(),
                                       vocabulary().answer()) != chain.path.end();
      if (!answering) request.params.stop_token_ids.push_back(vocabulary().answer());
      requests.push_back(std::move(request));
    }
    const std::vector<model::Completion> rest = networks_->engine->Generate(requests, {});
    for (size_t i = 0; i < open.size(); ++i) {
      Chain& chain = *open[i];
      chain.path.insert(chain.path.end(), rest[i].tokens.begin(), rest[i].tokens.end());
      chain.done = chain.path.back() == vocabulary().end() || Room(chain) <= 0;
    }
  }

  // Chains that stand at an `A` too early get another token there.
  void Redraw(std::span<const Prompt> prompts, std::span<Chain* const> open) {
    std::vector<Chain*> early;
    std::vector<std::vector<int32_t>> texts;
    for (Chain* chain : open) {
      if (chain->done || chain->path.back() != vocabulary().answer()) continue;
      chain->path.pop_back();
      if (MayAnswer(*chain)) {
        chain->path.push_back(vocabulary().answer());
        continue;
      }
      early.push_back(chain);
      texts.push_back(world_.Tokens(prompts[chain->prompt]));
    }
    if (early.empty()) return;
    std::vector<Request> requests(early.size());
    for (size_t i = 0; i < early.size(); ++i) {
      texts[i].insert(texts[i].end(), early[i]->path.begin(), early[i]->path.end());
      requests[i].search = static_cast<int64_t>(i);
    }
    std::vector<float> hidden, logits(early.size() * static_cast<size_t>(vocabulary().size()));
    NodeStates(networks_->policy.get(), texts).Read(requests, &hidden);
    networks_->policy->Logits(static_cast<int64_t>(early.size()), hidden.data(), logits.data());
    for (size_t i = 0; i < early.size(); ++i) {
      const auto V = static_cast<size_t>(vocabulary().size());
      base::Rng rng(seed_, "mcts/redraw", Key(*early[i]));
      rng.Seek(2 * early[i]->path.size());
      early[i]->path.push_back(Draw({logits.data() + i * V, V}, rng.UniformDouble()));
    }
  }

  // From the policy's distribution without `A` and the end.
  int32_t Draw(std::span<const float> logits, double u) const {
    const float most = *std::max_element(logits.begin(), logits.end());
    std::vector<double> weights(logits.size());
    double sum = 0;
    for (size_t v = 0; v < logits.size(); ++v) {
      const auto id = static_cast<int32_t>(v);
      if (id == vocabulary().answer() || id == vocabulary().end()) continue;
      weights[v] = kernels::ExpD(static_cast<double>(logits[v]) - static_cast<double>(most));
      sum += weights[v];
    }
    double left = u * sum;
    int32_t last = 0;
    for (size_t v = 0; v < logits.size(); ++v) {
      if (weights[v] == 0) continue;
      last = static_cast<int32_t>(v);
      left -= weights[v];
      if (left < 0) break;
    }
    return last;
  }

  static uint64_t Key(const Chain& chain) {
    return (static_cast<uint64_t>(chain.prompt) << 32) + chain.number;
  }

  const World& world_;
  const uint64_t seed_;
  Networks* networks_;
};

}  // namespace

SearchResult LongChains(const World& world, std::span<const Prompt> prompts, int64_t token_budget,
                        uint64_t seed, Networks* networks) {
  Ledger ledger(world, prompts, token_budget);
  ChainWriter writer(world, seed, networks);
  for (uint64_t number = 0;; ++number) {
    std::vector<Chain> chains;
    for (size_t i = 0; i < prompts.size(); ++i) {
      if (!ledger.Spent(i)) chains.push_back({i, number, {}, false});
    }
    if (chains.empty()) return ledger.Take(*networks);
    writer.Write(prompts, chains);
    for (Chain& chain : chains) ledger.Add(chain.prompt, std::move(chain.path));
  }
}

}  // namespace r1bench::mcts
