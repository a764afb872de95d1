// The arms of the search comparison: names, settings, and how their settings are chosen.
//
// Families with an exploration constant to choose (c): four token trees and one step tree. Each
// takes the c of options.explorations with the best mean, over budgets, of the verifier's and the
// value model's choice on the tuning prompts, which no other figure uses. Everything else is fixed.
#ifndef R1BENCH_EXPERIMENTS_MCTS_ARMS_H_
#define R1BENCH_EXPERIMENTS_MCTS_ARMS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/options.h"
#include "experiments/mcts/search_world.h"
#include "experiments/mcts/text_search.h"

namespace r1bench::mcts {

struct TreeArm {
  std::string name;   // "token_value"
  std::string shown;  // "token tree, value leaf"
  TextSearchOptions options;
  std::string tuned_as;  // the family whose c it takes; empty: options.search.exploration
};

// Writes texts without a tree, up to the largest budget: `name` is "samples" or "chains".
using WritePlain = std::function<SearchResult(
    const std::string& name, std::span<const Prompt> prompts, uint64_t seed, Networks* networks)>;

// All tree arms; exploration constants of tuned ones are not set yet.
std::vector<TreeArm> TreeArms(const MctsOptions& options);
// Token trees and long chains need a small vocabulary and a token for a check: a real model has
// step trees and samples alone.

// Names of the ways to write without a tree.
std::vector<std::string> PlainArms(const MctsOptions& options);
// Names of the token trees with a prior, of which findings take the best on the tuning prompts, and
// of those and the step tree.
std::vector<std::string> TokenFamilies(const MctsOptions& options);
std::vector<std::string> Families(const MctsOptions& options);

// On the tuning prompts, means over budgets: for every family "<family>_c", its constant, chosen by
// the sum of "<family>_any" (a right text found, in tokens) and "<family>_value" (the value model's
// choice is right, in forwards); for samples and chains "<name>_value" and "<name>_majority", in
// forwards. A finding chooses by the figure that it judges.
base::Json Tune(const MctsOptions& options, const SearchWorld& world, const WritePlain& plain,
                uint64_t seed, Networks* networks);

// The arm with its constant.
TextSearchOptions Tuned(const TreeArm& arm, const base::Json& tuned);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_ARMS_H_
