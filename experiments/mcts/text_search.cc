#include "experiments/mcts/text_search.h"

#include <algorithm>

#include "base/signals.h"
#include "kernels/math/math.h"
#include "model/heads.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

// Searches that run in step at a time: enough to fill a pass, few enough that the caches of all
// their nodes fit (about 16 KiB a node of a micro model; step trees keep none).
constexpr size_t kInStep = 32;

// What the two kinds of problem share.
class TextProblem : public SearchProblem {
 public:
  TextProblem(const TextSearchOptions& options, const SearchWorld& world,
              std::span<const std::vector<int32_t>> prompts, uint64_t seed, Networks* networks)
      : options_(options),
        world_(world),
        prompts_(prompts),
        seed_(seed),
        networks_(networks),
        longest_(world.longest_response()) {}

 protected:
  std::vector<int32_t> Text(const Request& request) const {
    std::vector<int32_t> text = prompts_[static_cast<size_t>(request.search)];
    text.insert(text.end(), request.path.begin(), request.path.end());
    return text;
  }
  int64_t Room(std::span<const int32_t> path) const {
    return longest_ - static_cast<int64_t>(path.size());
  }

  // Goes on from each request's state: to the end, or to the end of the step.
  std::vector<model::Completion> Continue(std::span<const Request> requests, bool one_step) {
    std::vector<model::GenerateRequest> wanted;
    for (const Request& request : requests) {
      model::GenerateRequest generate;
      // Unique in a call, and another one for every draw of a search.
      generate.id =
          (static_cast<uint64_t>(request.search) << 32) + static_cast<uint64_t>(request.node);
      generate.first_sample = static_cast<int>(request.draws_made);
      generate.prompt_tokens = Text(request);
      generate.params = world_.Sampling();
      generate.params.seed = seed_;
      generate.params.max_new_tokens = static_cast<int>(Room(request.path));
      if (one_step) world_.StopAfterStep(&generate.params);
      wanted.push_back(std::move(generate));
    }
    return networks_->engine->Generate(wanted, {});
  }

  const TextSearchOptions options_;
  const SearchWorld& world_;
  std::span<const std::vector<int32_t>> prompts_;
  const uint64_t seed_;
  Networks* networks_;
  const int64_t longest_;
};

class StepProblem : public TextProblem {
 public:
  using TextProblem::TextProblem;

  std::vector<Reply> Answer(std::span<const Request> requests) override {
    base::ThrowIfStopped();
    std::vector<Reply> replies(requests.size());
    std::vector<Request> draws;
    std::vector<size_t> place;
    for (size_t i = 0; i < requests.size(); ++i) {
      if (!requests[i].draw) {
        replies[i].value = 0.5;  // a root, before any step: nothing is chosen by it
        continue;
      }
      draws.push_back(requests[i]);
      place.push_back(i);
    }
    if (draws.empty()) return replies;
    std::vector<model::Completion> steps = Continue(draws, /*one_step=*/true);
    std::vector<std::vector<int32_t>> texts;
    for (size_t i = 0; i < draws.size(); ++i) {
      texts.push_back(Text(draws[i]));
      texts.back().insert(texts.back().end(), steps[i].tokens.begin(), steps[i].tokens.end());
    }
    const std::vector<double> values = ValuesOf(*networks_, texts);
    for (size_t i = 0; i < draws.size(); ++i) {
      Reply& reply = replies[place[i]];
      std::vector<int32_t> path = draws[i].path;
      path.insert(path.end(), steps[i].tokens.begin(), steps[i].tokens.end());
      const bool ended = world_.Ended(path);
      const bool cut_off = steps[i].finish_reason == model::FinishReason::kLength;
      reply.drawn = std::move(steps[i].tokens);
      reply.terminal = ended || cut_off || Room(path) <= 0;
      reply.value = reply.terminal && !ended ? 0.0 : values[i];
      reply.tokens = static_cast<int64_t>(reply.drawn.size());
      reply.forwards = 2 * reply.tokens;
    }
    return replies;
  }
};

class TokenProblem : public TextProblem {
 public:
  TokenProblem(const TextSearchOptions& options, const SearchWorld& world,
               std::span<const std::vector<int32_t>> prompts, uint64_t seed, Networks* networks)
      : TextProblem(options, world, prompts, seed, networks),
        policy_states_(networks->policy.get(), prompts),
        value_states_(networks->value.get(), prompts) {}

  std::vector<Reply> Answer(std::span<const Request> requests) override {
    base::ThrowIfStopped();
    std::vector<Reply> replies(requests.size());
    std::vector<Request> open, valued;
    std::vector<size_t> open_place, valued_place;
    for (size_t i = 0; i < requests.size(); ++i) {
      const Request& request = requests[i];
      Reply& reply = replies[i];
      const bool ended = world_.Ended(request.path);
      reply.terminal = ended || Room(request.path) <= 0;
      reply.tokens = request.action_tokens;
      if (!reply.terminal) {
        open.push_back(request);
        open_place.push_back(i);
      }
      // A text that was cut off keeps its value of 0; an open one may be rolled out instead.
      if (ended || (!reply.terminal && !options_.rollout_leaf)) {
        valued.push_back(request);
        valued_place.push_back(i);
      }
    }
    if (options_.rollout_leaf) {
      Judge(valued, valued_place, &replies);
    } else {
      ReadValues(valued, valued_place, &replies);
    }
    List(open, open_place, &replies);
    if (options_.rollout_leaf) RollOut(open, open_place, &replies);
    return replies;
  }

 private:
  // The value model reads one more token of each state.
  void ReadValues(std::span<const Request> requests, std::span<const size_t> place,
                  std::vector<Reply>* replies) {
    if (requests.empty()) return;
    std::vector<float> hidden, scores(requests.size());
    value_states_.Read(requests, &hidden);
    model::ValueForward(networks_->value->parameters(), hidden.data(),
                        static_cast<int64_t>(requests.size()), scores.data());
    for (size_t i = 0; i < requests.size(); ++i) {
      Reply& reply = (*replies)[place[i]];
      reply.value = train::Sigmoid(scores[i]);
      reply.forwards += requests[i].action_tokens;
    }
  }

  // The value model reads finished texts from the start.
  void Judge(std::span<const Request> requests, std::span<const size_t> place,
             std::vector<Reply>* replies) {
    std::vector<std::vector<int32_t>> texts;
    for (const Request& request : requests) texts.push_back(Text(request));
    const std::vector<double> values = ValuesOf(*networks_, texts);
    for (size_t i = 0; i < requests.size(); ++i) {
      (*replies)[place[i]].value = values[i];
      (*replies)[place[i]].forwards += static_cast<int64_t>(requests[i].path.size());
    }
  }

  // The actions of open states.
  void List(std::span<const Request> requests, std::span<const size_t> place,
            std::vector<Reply>* replies) {
    if (requests.empty()) return;
    const auto V = static_cast<size_t>(networks_->policy->config().vocab_size);
    std::vector<float> logits(requests.size() * V, 0.0f);
    if (options_.prior) {
      std::vector<float> hidden;
      policy_states_.Read(requests, &hidden);
      networks_->policy->Logits(static_cast<int64_t>(requests.size()), hidden.data(),
                                logits.data());
    }
    for (size_t i = 0; i < requests.size(); ++i) {
      Reply& reply = (*replies)[place[i]];
      if (options_.prior) reply.forwards += requests[i].action_tokens;
      const std::span<const float> row(logits.data() + i * V, V);
      const float most = *std::max_element(row.begin(), row.end());
      double sum = 0;
      for (size_t v = 0; v < V; ++v) {
        const double p = kernels::ExpD(static_cast<double>(row[v]) - static_cast<double>(most));
        reply.actions.push_back({{static_cast<int32_t>(v)}, p});
        sum += p;
      }
      for (Action& action : reply.actions) action.prior /= sum;
    }
  }

  void RollOut(std::span<const Request> requests, std::span<const size_t> place,
               std::vector<Reply>* replies) {
    if (requests.empty()) return;
    const std::vector<model::Completion> rest = Continue(requests, /*one_step=*/false);
    std::vector<std::vector<int32_t>> texts;
    for (size_t i = 0; i < requests.size(); ++i) {
      texts.push_back(Text(requests[i]));
      texts.back().insert(texts.back().end(), rest[i].tokens.begin(), rest[i].tokens.end());
    }
    const std::vector<double> values = ValuesOf(*networks_, texts);
    for (size_t i = 0; i < requests.size(); ++i) {
      Reply& reply = (*replies)[place[i]];
      Finished finished;
      finished.path = requests[i].path;
      finished.path.insert(finished.path.end(), rest[i].tokens.begin(), rest[i].tokens.end());
      finished.value = world_.Ended(finished.path) ? values[i] : 0.0;
      const auto length = static_cast<int64_t>(rest[i].tokens.size());
      // Without a prior the policy has not read the state yet.
      const auto unread = options_.prior ? 0 : static_cast<int64_t>(requests[i].path.size());
      reply.tokens += length;
      reply.forwards += unread + length + static_cast<int64_t>(finished.path.size());
      reply.value = finished.value;
      reply.rolled_out = std::move(finished);
    }
  }

  NodeStates policy_states_, value_states_;
};

std::unique_ptr<SearchProblem> MakeProblem(const TextSearchOptions& options,
                                           const SearchWorld& world,
                                           std::span<const std::vector<int32_t>> prompts,
                                           uint64_t seed, Networks* networks) {
  if (options.level == Level::kStep) {
    return std::make_unique<StepProblem>(options, world, prompts, seed, networks);
  }
  return std::make_unique<TokenProblem>(options, world, prompts, seed, networks);
}

void AddGrowth(const Tree& tree, int64_t tokens, std::vector<double>* growth) {
  const std::vector<int64_t> nodes = tree.NodesByDepth(tokens);
  if (growth->size() < nodes.size()) growth->resize(nodes.size());
  for (size_t depth = 0; depth < nodes.size(); ++depth) {
    (*growth)[depth] += static_cast<double>(nodes[depth]);
  }
}

}  // namespace

SearchResult SearchTexts(const TextSearchOptions& options, const SearchWorld& world,
                         std::span<const Prompt> prompts, uint64_t seed, Networks* networks) {
  SearchOptions search = options.search;
  search.drawn = options.level == Level::kStep;
  SearchResult result;
  for (size_t first = 0; first < prompts.size(); first += kInStep) {
    const auto group = prompts.subspan(first, std::min(kInStep, prompts.size() - first));
    std::vector<std::vector<int32_t>> texts;
    std::vector<TreeSearch> searches;
    for (size_t i = 0; i < group.size(); ++i) {
      texts.push_back(world.Tokens(group[i]));
      searches.emplace_back(search, static_cast<int64_t>(i));
    }
    // Draws are keyed by a prompt's place in its group, so a group has a seed of its own.
    const auto problem = MakeProblem(options, world, texts, seed + first, networks);
    RunSearches(searches, problem.get());
    for (const TreeSearch& done : searches) {
      result.found.push_back(done.finished());
      result.tokens += done.tokens();
      result.forwards += done.forwards();
      AddGrowth(done.tree(), search.token_budget, &result.growth);
    }
  }
  for (double& nodes : result.growth) nodes /= static_cast<double>(prompts.size());
  return result;
}

experiments::Cost SearchCost(const model::ModelConfig& config, const SearchResult& found) {
  experiments::Cost cost;
  cost.generated_tokens = static_cast<double>(found.tokens);
  cost.scored_tokens = static_cast<double>(found.forwards - found.tokens);
  const auto weights = static_cast<double>(model::ParameterLayout(config).size());
  cost.flops = 2.0 * weights * static_cast<double>(found.forwards);
  return cost;
}

}  // namespace r1bench::mcts
