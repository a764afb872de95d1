#include "experiments/mcts/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "kernels/math/math.h"

namespace r1bench::mcts {
namespace {

// Keeps the `count` most probable actions, in their order, with priors that sum to 1 again.
void KeepBest(int count, std::vector<Action>* actions) {
  if (count <= 0 || actions->size() <= static_cast<size_t>(count)) return;
  std::vector<size_t> order(actions->size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return (*actions)[a].prior > (*actions)[b].prior; });
  order.resize(static_cast<size_t>(count));
  std::sort(order.begin(), order.end());
  std::vector<Action> kept;
  double sum = 0;
  for (const size_t i : order) sum += (*actions)[i].prior;
  for (const size_t i : order) {
    kept.push_back(std::move((*actions)[i]));
    if (sum > 0) kept.back().prior /= sum;
  }
  *actions = std::move(kept);
}

// Drawn actions: the prior is the share of the draws.
void ShareDraws(Node* node) {
  int64_t draws = 0;
  for (const Edge& edge : node->edges) draws += edge.drawn;
  for (Edge& edge : node->edges) {
    edge.action.prior = static_cast<double>(edge.drawn) / static_cast<double>(draws);
  }
}

}  // namespace

TreeSearch::TreeSearch(const SearchOptions& options, int64_t index)
    : options_(options), index_(index), tree_(options.two_players) {
  base::Require(options.token_budget > 0, "expected a positive token budget, got ",
                options.token_budget);
}

bool TreeSearch::MayDraw(const Node& node) const {
  if (!options_.drawn) return false;
  const auto children = static_cast<double>(node.edges.size());
  if (options_.max_children > 0 && children >= options_.max_children) return false;
  return children < options_.widening * std::sqrt(static_cast<double>(node.visits));
}

double TreeSearch::Score(const Node& node, const Edge& edge, double first_play) const {
  const double parent_visits = static_cast<double>(node.visits);
  const bool tried = edge.child >= 0;
  const double n = tried ? static_cast<double>(tree_.at(edge.child).visits) : 0.0;
  if (options_.rule == Rule::kUct) {
    if (!tried) return std::numeric_limits<double>::infinity();
    return tree_.EdgeMean(edge) +
           options_.exploration * std::sqrt(kernels::LogD(parent_visits) / n);
  }
  const double q = tried ? tree_.EdgeMean(edge) : first_play;
  return q + options_.exploration * edge.action.prior * std::sqrt(parent_visits) / (1.0 + n);
}

int32_t TreeSearch::Choose(int32_t index) const {
  const Node& node = tree_.at(index);
  double first_play = node.mean();
  if (options_.first_play_reduction) {
    double tried = 0;
    for (const Edge& edge : node.edges) tried += edge.child >= 0 ? edge.action.prior : 0.0;
    first_play -= options_.reduction * std::sqrt(tried);
  }
  int32_t best = 0;
  double best_score = -std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < node.edges.size(); ++i) {
    const double score = Score(node, node.edges[i], first_play);
    if (score > best_score) {
      best = static_cast<int32_t>(i);
      best_score = score;
    }
  }
  return best;
}

Request TreeSearch::Ask(int32_t index, bool draw) {
  const Node& node = tree_.at(index);
  asked_ = {.search = index_, .node = index, .draw = draw, .path = tree_.Path(index)};
  asked_.parent = node.parent;
  if (node.parent >= 0) {
    const Edge& edge = tree_.at(node.parent).edges[static_cast<size_t>(node.edge)];
    asked_.action_tokens = static_cast<int64_t>(edge.action.tokens.size());
  }
  for (const Edge& edge : node.edges) asked_.draws_made += options_.drawn ? edge.drawn : 0;
  return asked_;
}

std::optional<Request> TreeSearch::Next() {
  while (tokens_ < options_.token_budget) {
    if (!root_known_) return Ask(0, false);
    int32_t at = 0;
    for (;;) {
      const Node& node = tree_.at(at);
      if (!node.terminal && MayDraw(node)) return Ask(at, true);
      if (node.terminal || node.edges.empty()) break;
      const int32_t edge = Choose(at);
      const int32_t child = node.edges[static_cast<size_t>(edge)].child;
      if (child < 0) return Ask(tree_.AddChild(at, edge, tokens_), false);
      at = child;
    }
    // A finished leaf again: nothing to ask, but it must cost something.
    ++tokens_;
    ++forwards_;
    tree_.Backup(at, tree_.at(at).value);
  }
  return std::nullopt;
}

// The child that a drawn action leads to, made if the action is new.
int32_t TreeSearch::TakeDrawn(int32_t parent, Reply* reply, bool* is_new) {
  std::vector<Edge>& edges = tree_.at(parent).edges;
  const auto known = std::find_if(edges.begin(), edges.end(), [&](const Edge& edge) {
    return edge.action.tokens == reply->drawn;
  });
  *is_new = known == edges.end();
  if (*is_new) {
    edges.push_back({{std::move(reply->drawn), 0.0}});
    const auto edge = static_cast<int32_t>(edges.size()) - 1;
    ShareDraws(&tree_.at(parent));
    return tree_.AddChild(parent, edge, tokens_);
  }
  ++known->drawn;
  const int32_t child = known->child;
  ShareDraws(&tree_.at(parent));
  return child;
}

// First value of a node.
void TreeSearch::Evaluated(int32_t index, Reply* reply) {
  Node& node = tree_.at(index);
  node.value = reply->value;
  node.terminal = reply->terminal;
  if (node.terminal) {
    finished_.push_back({tree_.Path(index), node.value, tokens_, forwards_});
    return;
  }
  KeepBest(options_.max_children, &reply->actions);
  for (Action& action : reply->actions) node.edges.push_back({std::move(action)});
}

void TreeSearch::Deliver(Reply reply) {
  base::Require(!reply.drawn.empty() == asked_.draw,
                "expected a drawn action exactly when one was asked for");
  int32_t node = asked_.node;
  bool is_new = true;
  if (asked_.draw) node = TakeDrawn(asked_.node, &reply, &is_new);
  root_known_ = true;
  tokens_ += reply.tokens;
  forwards_ += reply.forwards;
  if (is_new) Evaluated(node, &reply);
  if (reply.rolled_out) {
    Finished finished = std::move(*reply.rolled_out);
    finished.tokens = tokens_;
    finished.forwards = forwards_;
    finished_.push_back(std::move(finished));
  }
  tree_.Backup(node, reply.value);
}

void RunSearches(std::span<TreeSearch> searches, SearchProblem* problem) {
  for (;;) {
    std::vector<Request> requests;
    std::vector<TreeSearch*> asking;
    for (TreeSearch& search : searches) {
      if (auto request = search.Next()) {
        requests.push_back(std::move(*request));
        asking.push_back(&search);
      }
    }
    if (requests.empty()) return;
    std::vector<Reply> replies = problem->Answer(requests);
    base::Require(replies.size() == requests.size(), "expected ", requests.size(), " replies, got ",
                  replies.size());
    for (size_t i = 0; i < asking.size(); ++i) asking[i]->Deliver(std::move(replies[i]));
  }
}

}  // namespace r1bench::mcts
