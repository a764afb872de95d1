#include "experiments/mcts/tree.h"

#include <algorithm>

namespace r1bench::mcts {

int32_t Tree::AddChild(int32_t parent, int32_t edge, int64_t born_after) {
  const auto child = static_cast<int32_t>(nodes_.size());
  Node node;
  node.parent = parent;
  node.edge = edge;
  node.depth = at(parent).depth + 1;
  node.born_after = born_after;
  at(parent).edges[static_cast<size_t>(edge)].child = child;
  nodes_.push_back(std::move(node));
  return child;
}

void Tree::Backup(int32_t node, double value) {
  for (int32_t i = node; i >= 0; i = at(i).parent) {
    at(i).total += value;
    ++at(i).visits;
    if (two_players_) value = 1.0 - value;
  }
}

double Tree::EdgeMean(const Edge& edge) const {
  const double mean = at(edge.child).mean();
  return two_players_ ? 1.0 - mean : mean;
}

std::vector<int32_t> Tree::Path(int32_t node) const {
  std::vector<int32_t> reversed;
  for (int32_t i = node; at(i).parent >= 0; i = at(i).parent) {
    const Edge& edge = at(at(i).parent).edges[static_cast<size_t>(at(i).edge)];
    reversed.insert(reversed.end(), edge.action.tokens.rbegin(), edge.action.tokens.rend());
  }
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

int32_t Tree::MostVisited(int32_t node) const {
  int32_t best = -1;
  for (const Edge& edge : at(node).edges) {
    if (edge.child < 0) continue;
    if (best < 0 || at(edge.child).visits > at(best).visits) best = edge.child;
  }
  return best;
}

std::vector<int64_t> Tree::NodesByDepth(int64_t tokens) const {
  std::vector<int64_t> counts;
  for (const Node& node : nodes_) {
    if (node.born_after >= tokens && node.parent >= 0) continue;
    const auto depth = static_cast<size_t>(node.depth);
    if (counts.size() <= depth) counts.resize(depth + 1);
    ++counts[depth];
  }
  return counts;
}

}  // namespace r1bench::mcts
