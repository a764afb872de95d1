// Monte Carlo tree search over an abstract problem: UCT and PUCT, with an exact account of what it
// spends.
//
// A search asks and is answered. Next() walks down the tree to a state that must be evaluated and
// returns it as a Request; Deliver() takes the answer, grows the tree and backs the value up. So
// many searches can run in step and their requests be answered by one pass of a network
// (RunSearches). A search is a function of the answers alone: no random numbers, ties go to the
// first.
//
// Selection at a node with N visits, over edges with n visits and mean Q:
//   UCT    Q + c sqrt(ln N / n)                   Kocsis and Szepesvari 2006; untried edges first
//   PUCT   Q + c P sqrt(N) / (1 + n)              AlphaGo Zero, Nature 550 (2017); P: the prior
// An untried edge under PUCT counts as the node's own mean; with first-play reduction as that mean
// less `reduction` times the root of the prior mass already tried (as Leela Zero does): known
// children are then preferred to unknown ones, and the search goes deeper instead of wider.
//
// Actions come in two ways:
//   listed   an evaluation brings all actions with priors (one token each)
//   drawn    actions are sampled one at a time (a step of a text): a node asks for one more while
//   it
//            has fewer than widening * sqrt(N) children; a drawn action's prior is its share of
//            the node's draws
// max_children cuts both: the most probable ones are kept, or no more are drawn.
//
// Costs. Every answer says what it cost in generated tokens and in positions fed to a network
// ("forwards"). Coming back to a finished leaf costs one of each, so that a search whose tree is
// exhausted ends. A search stops asking once it has spent its budget; what is found while spending
// more than that is reported with its place, so a reader can count exactly what fits a budget.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SEARCH_H_
#define R1BENCH_EXPERIMENTS_MCTS_SEARCH_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "experiments/mcts/tree.h"

namespace r1bench::mcts {

enum class Rule { kUct, kPuct };

struct SearchOptions {
  Rule rule = Rule::kPuct;
  double exploration = 1.0;  // c
  bool first_play_reduction = false;
  double reduction = 0.25;
  bool drawn = false;  // how actions come
  double widening = 1.0;
  int max_children = 0;  // 0: no cap
  bool two_players = false;
  int64_t token_budget = 0;  // > 0
};

// A state to evaluate, or at which to draw one more action.
struct Request {
  int64_t search = 0;         // which of the searches that run in step
  int32_t node = 0;           // the state
  bool draw = false;          // draw an action at `node`, and evaluate where it leads
  std::vector<int32_t> path;  // tokens from the root to `node`
  int32_t parent = -1;        // of `node`, for who caches by node; -1 at the root
  int64_t action_tokens = 0;  // the last tokens of `path` that lead from parent to node
  int64_t draws_made = 0;     // at `node` so far: with node and search a key for random draws
};

// A finished text and its estimated value.
struct Finished {
  std::vector<int32_t> path;
  double value = 0;
  int64_t tokens = 0, forwards = 0;  // what the search had spent when it was found
};

struct Reply {
  std::vector<int32_t> drawn;          // the action, if one was asked for
  double value = 0;                    // of the state reached
  bool terminal = false;               // it is finished
  std::vector<Action> actions;         // listed actions of the state reached
  std::optional<Finished> rolled_out;  // a text that was finished to get the value; path, value
  int64_t tokens = 0, forwards = 0;    // cost
};

class SearchProblem {
 public:
  virtual ~SearchProblem() = default;
  // One reply for each request, in order.
  virtual std::vector<Reply> Answer(std::span<const Request> requests) = 0;
};

class TreeSearch {
 public:
  explicit TreeSearch(const SearchOptions& options, int64_t index = 0);

  // The next state to evaluate; none when the budget is spent. Between Next and Deliver nothing
  // else may be called.
  std::optional<Request> Next();
  void Deliver(Reply reply);

  const Tree& tree() const { return tree_; }
  int64_t tokens() const { return tokens_; }      // spent
  int64_t forwards() const { return forwards_; }  // spent
  // Every finished text in the order of finding; one found again is listed again only if it was
  // rolled out again.
  const std::vector<Finished>& finished() const { return finished_; }

 private:
  bool MayDraw(const Node& node) const;
  int32_t Choose(int32_t node) const;  // an edge
  double Score(const Node& node, const Edge& edge, double first_play) const;
  Request Ask(int32_t node, bool draw);
  void Evaluated(int32_t node, Reply* reply);
  int32_t TakeDrawn(int32_t node, Reply* reply, bool* is_new);

  SearchOptions options_;
  int64_t index_;
  Tree tree_;
  Request asked_;
  bool root_known_ = false;
  int64_t tokens_ = 0, forwards_ = 0;
  std::vector<Finished> finished_;
};

// Runs all searches in step until each has spent its budget.
void RunSearches(std::span<TreeSearch> searches, SearchProblem* problem);

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SEARCH_H_
