// Search as a training loop: search, keep the texts that came out right, fine-tune on them, and
// again (arXiv 2501.12948 v1, section 4.2). Four policies go through the same rounds:
//
//   tree             texts found by the step tree; its value model goes on learning, too
//   samples          texts found by plain sampling at the same token budget (rejection sampling),
//                    as many as the tree's
//   tree_matched     a tree again, and samples again, but in each round both learn from equally
//   many samples_matched  texts of exactly the same lengths
//
// The first pair says what each method yields as it is, the second whether a text that a tree found
// teaches anything else than a sampled one of the same length.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SELF_TRAINING_H_
#define R1BENCH_EXPERIMENTS_MCTS_SELF_TRAINING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "experiments/common/cost.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/options.h"
#include "experiments/mcts/search_world.h"
#include "experiments/mcts/text_search.h"
#include "train/packing.h"

namespace r1bench::mcts {

// The four, in this order.
inline constexpr const char* kLearners[] = {"tree", "samples", "tree_matched", "samples_matched"};

// A right text to learn from: prompt and response, with the response learned.
using Traces = std::vector<train::Document>;

// The right ones among what was found, each text once, at most `per_prompt` a prompt in order of
// finding. `solved` counts prompts with at least one.
Traces RightTexts(const SearchWorld& world, std::span<const Prompt> prompts,
                  const SearchResult& result, int per_prompt, int64_t* solved);

// Leaves of both lists equally many, chosen at random: of each length equally many (`by_length`),
// or only in number.
void Match(bool by_length, uint64_t seed, Traces* a, Traces* b);

// A learner's networks, by its place in kLearners, as they stood before the round; called more than
// once. And what is to be done with them after it. So no more than one learner's are in memory.
using LoadLearner = std::function<std::unique_ptr<Networks>(size_t learner)>;
using KeepLearner = std::function<void(size_t learner, Networks* networks)>;

// Whether the learner's value model goes on learning.
bool LearnsValue(const SelfTrainingOptions& options, size_t learner);

// One round of all four. Returns metrics: for each learner its name and _accuracy, _length (of
// responses, after the round), _traces, _trace_length, _solved, and what the round cost it: _tokens
// generated and _flops. `cost` gets the sum.
base::Json SelfTrainingRound(const MctsOptions& options, const SearchWorld& world,
                             const TextSearchOptions& tree, int round, uint64_t seed,
                             const LoadLearner& load, const KeepLearner& keep,
                             experiments::Cost* cost);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SELF_TRAINING_H_
