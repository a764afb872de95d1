#include "experiments/mcts/self_training.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/common/evaluation.h"
#include "experiments/mcts/samples.h"
#include "train/collective.h"
#include "train/sft.h"

namespace r1bench::mcts {
namespace {

constexpr int kEvalSamples = 4;  // a held-out prompt

std::vector<Prompt> RoundPrompts(const SearchWorld& world, int count, int round, uint64_t seed) {
  std::vector<Prompt> prompts = world.All(PromptSet::kTrain);
  base::Rng rng(seed, "mcts/self_prompts", static_cast<uint64_t>(round));
  rng.Shuffle(prompts);
  prompts.resize(std::min(prompts.size(), static_cast<size_t>(count)));
  return prompts;
}

double MeanResponse(const Traces& traces) {
  double sum = 0;
  for (const train::Document& trace : traces) {
    sum += static_cast<double>(static_cast<int64_t>(trace.tokens.size()) - trace.loss_from);
  }
  return traces.empty() ? 0 : sum / static_cast<double>(traces.size());
}

// Keeps `count` of `traces`, at random, in their order.
void Keep(size_t count, uint64_t seed, Traces* traces) {
  if (traces->size() <= count) return;
  std::vector<size_t> order(traces->size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  base::Rng rng(seed, "mcts/keep_traces");
  rng.Shuffle(order);
  order.resize(count);
  std::sort(order.begin(), order.end());
  Traces kept;
  for (const size_t i : order) kept.push_back(std::move((*traces)[i]));
  *traces = std::move(kept);
}

// Fine-tunes on the traces, drawn with replacement.
experiments::Cost Learn(const MctsOptions& options, const Traces& traces, uint64_t seed,
                        model::Transformer* policy) {
  experiments::Cost cost;
  if (traces.empty()) return cost;
  train::SftOptions sft;
  sft.optimizer.learning_rate = options.self.learning_rate;
  sft.micro_batch_tokens = options.training.micro_batch_tokens;
  train::SingleProcess collective;
  train::SftTrainer trainer(sft, policy, &collective);
  base::Rng rng(seed, "mcts/self_documents");
  for (int64_t step = 0; step < options.self.steps; ++step) {
    base::ThrowIfStopped();
    std::vector<train::Document> documents;
    for (int64_t i = 0; i < options.self.documents; ++i) {
      documents.push_back(traces[rng.Below(static_cast<uint32_t>(traces.size()))]);
    }
    trainer.Step(documents);
    cost += experiments::TrainingCost(policy->config(), documents);
  }
  return cost;
}

}  // namespace

Traces RightTexts(const SearchWorld& world, std::span<const Prompt> prompts,
                  const SearchResult& result, int per_prompt, int64_t* solved) {
  Traces traces;
  *solved = 0;
  for (size_t i = 0; i < prompts.size(); ++i) {
    std::set<std::vector<int32_t>> seen;
    for (const Finished& finished : result.found[i]) {
      if (static_cast<int>(seen.size()) >= per_prompt) break;
      if (!world.JudgeResponse(prompts[i], finished.path).correct) continue;
      if (!seen.insert(finished.path).second) continue;
      traces.push_back(train::PromptAndAnswer(world.Tokens(prompts[i]), finished.path));
    }
    *solved += seen.empty() ? 0 : 1;
  }
  return traces;
}

void Match(bool by_length, uint64_t seed, Traces* a, Traces* b) {
  if (!by_length) {
    const size_t count = std::min(a->size(), b->size());
    Keep(count, seed, a);
    Keep(count, seed, b);
    return;
  }
  std::map<size_t, std::pair<Traces, Traces>> lengths;
  for (train::Document& trace : *a) lengths[trace.tokens.size()].first.push_back(std::move(trace));
  for (train::Document& trace : *b) lengths[trace.tokens.size()].second.push_back(std::move(trace));
  a->clear();
  b->clear();
  for (auto& [length, pair] : lengths) {
    Match(false, seed + length, &pair.first, &pair.second);
    a->insert(a->end(), pair.first.begin(), pair.first.end());
    b->insert(b->end(), pair.second.begin(), pair.second.end());
  }
}

namespace {

// What the learners found in a round, matched as kLearners says.
struct Found {
  std::vector<Traces> traces;
  std::vector<experiments::Cost> costs;
};

// The trees come first and third.
bool IsTree(size_t learner) { return learner % 2 == 0; }

Found SearchRound(const MctsOptions& options, const SearchWorld& world,
                  const TextSearchOptions& tree, int round, uint64_t seed, uint64_t draws,
                  const LoadLearner& load, base::Json* metrics) {
  const SelfTrainingOptions& self = options.self;
  const std::vector<Prompt> prompts = RoundPrompts(world, self.prompts, round, seed);
  TextSearchOptions search = tree;
  search.search.token_budget = self.tokens;
  Found found;
  for (size_t i = 0; i < std::size(kLearners); ++i) {
    const auto networks = load(i);
    const SearchResult result =
        IsTree(i) ? SearchTexts(search, world, prompts, draws, networks.get())
                  : SampleTexts(world, prompts, self.tokens, draws, networks.get());
    found.costs.push_back(SearchCost(networks->policy->config(), result));
    int64_t solved = 0;
    found.traces.push_back(RightTexts(world, prompts, result, self.traces_per_prompt, &solved));
    (*metrics)[std::string(kLearners[i]) + "_solved"] =
        static_cast<double>(solved) / static_cast<double>(prompts.size());
  }
  Match(/*by_length=*/false, draws, &found.traces[0], &found.traces[1]);
  Match(/*by_length=*/true, draws, &found.traces[2], &found.traces[3]);
  return found;
}

}  // namespace

bool LearnsValue(const SelfTrainingOptions& options, size_t learner) {
  return IsTree(learner) && options.value_steps > 0;
}

base::Json SelfTrainingRound(const MctsOptions& options, const SearchWorld& world,
                             const TextSearchOptions& tree, int round, uint64_t seed,
                             const LoadLearner& load, const KeepLearner& keep,
                             experiments::Cost* cost) {
  base::Json metrics;
  const uint64_t draws = base::Rng(seed, "mcts/self", static_cast<uint64_t>(round)).U64();
  Found found = SearchRound(options, world, tree, round, seed, draws, load, &metrics);
  for (size_t i = 0; i < std::size(kLearners); ++i) {
    const std::string name = kLearners[i];
    const Traces& traces = found.traces[i];
    experiments::Cost& spent = found.costs[i];
    const auto networks = load(i);
    spent += Learn(options, traces, draws, networks->policy.get());
    if (LearnsValue(options.self, i)) {
      ValueOptions value = options.value;
      value.steps = options.self.value_steps;
      spent += TrainValue(value, world, draws, networks.get());
    }
    const experiments::Evaluation evaluation =
        experiments::Evaluate(networks->engine.get(), world, kEvalSamples, seed);
    metrics[name + "_accuracy"] = evaluation.metrics.at("accuracy");
    metrics[name + "_length"] = evaluation.metrics.at("length");
    metrics[name + "_traces"] = traces.size();
    metrics[name + "_trace_length"] = MeanResponse(traces);
    metrics[name + "_tokens"] = spent.generated_tokens;
    metrics[name + "_flops"] = spent.flops;
    *cost += spent;
    keep(i, networks.get());
  }
  return metrics;
}

}  // namespace r1bench::mcts
