// A search tree: nodes are states, edges are actions (one token, or the tokens of a step).
//
// Values lie in [0, 1]. Two kinds of game:
//   one player    a value is the chance of success; parents and children agree
//   two players   a value is that of the player to move; each level up turns v into 1 - v
// The first is what the experiment needs; the second lets the search be tested on solved games.
//
// Nodes are numbered in the order of their making; node 0 is the root. A node's mean is that of all
// values backed up through it.
#ifndef R1BENCH_EXPERIMENTS_MCTS_TREE_H_
#define R1BENCH_EXPERIMENTS_MCTS_TREE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace r1bench::mcts {

struct Action {
  std::vector<int32_t> tokens;
  double prior = 0;  // share of the policy's probability among the node's actions
};

struct Edge {
  Action action;
  int32_t child = -1;  // node, once visited
  int64_t drawn = 1;   // how often this action was drawn (draw mode, search.h)
};

struct Node {
  int32_t parent = -1, edge = -1;  // the parent's edge that leads here
  int32_t depth = 0;
  bool terminal = false;
  double value = 0;        // from its own evaluation
  double total = 0;        // of values backed up
  int64_t visits = 0;      // their number
  int64_t born_after = 0;  // tokens that the search had spent
  std::vector<Edge> edges;

  double mean() const { return visits > 0 ? total / static_cast<double>(visits) : 0.0; }
};

class Tree {
 public:
  explicit Tree(bool two_players = false) : two_players_(two_players) {
    nodes_.reserve(64);
    nodes_.emplace_back();
  }

  Node& at(int32_t node) { return nodes_[static_cast<size_t>(node)]; }
  const Node& at(int32_t node) const { return nodes_[static_cast<size_t>(node)]; }
  int64_t size() const { return static_cast<int64_t>(nodes_.size()); }

  // Makes the child behind an edge that has none. References into the tree end their life.
  int32_t AddChild(int32_t parent, int32_t edge, int64_t born_after);

  // Counts `value`, that of `node`'s state, on the way up to the root.
  void Backup(int32_t node, double value);

  // The mean of an edge's child as the player at the parent sees it; the child must exist.
  double EdgeMean(const Edge& edge) const;

  // All tokens from the root to the node.
  std::vector<int32_t> Path(int32_t node) const;

  // The child most often visited (of those with equal visits the first); -1 without any.
  int32_t MostVisited(int32_t node) const;

  // Nodes by depth among those born while the search had spent less than `tokens`.
  std::vector<int64_t> NodesByDepth(int64_t tokens) const;

 private:
  bool two_players_;
  std::vector<Node> nodes_;
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_TREE_H_
