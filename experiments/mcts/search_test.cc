// The search on games whose answers are known.
#include "experiments/mcts/search.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <numeric>
#include <set>

#include "base/rng.h"

namespace r1bench::mcts {
namespace {

// A problem given by a function of the path; every evaluation costs one token and two forwards.
class FunctionProblem : public SearchProblem {
 public:
  explicit FunctionProblem(std::function<Reply(const Request&)> answer)
      : answer_(std::move(answer)) {}

  std::vector<Reply> Answer(std::span<const Request> requests) override {
    std::vector<Reply> replies;
    for (const Request& request : requests) {
      Reply reply = answer_(request);
      if (reply.tokens == 0) reply.tokens = 1;
      if (reply.forwards == 0) reply.forwards = 2;
      replies.push_back(std::move(reply));
    }
    return replies;
  }

 private:
  std::function<Reply(const Request&)> answer_;
};

std::vector<Action> Uniform(int count) {
  std::vector<Action> actions;
  for (int i = 0; i < count; ++i) actions.push_back({{i}, 1.0 / count});
  return actions;
}

TreeSearch Search(const SearchOptions& options, SearchProblem* problem) {
  std::vector<TreeSearch> searches = {TreeSearch(options)};
  RunSearches(searches, problem);
  return searches[0];
}

// Nim with one heap: take one to three, who takes the last one wins. The player to move wins unless
// the heap is a multiple of four, and the move that wins leaves one.
Reply Nim(int heap, const Request& request) {
  for (const int32_t taken : request.path) heap -= taken + 1;
  Reply reply;
  reply.terminal = heap == 0;
  reply.value = heap == 0 ? 0.0 : 0.5;  // the player to move at an empty heap has lost
  if (heap > 0) reply.actions = Uniform(std::min(3, heap));
  return reply;
}

TEST(TreeSearch, FindsTheWinningMoveOfNim) {
  for (const Rule rule : {Rule::kUct, Rule::kPuct}) {
    for (int heap = 2; heap <= 13; ++heap) {
      FunctionProblem problem([heap](const Request& r) { return Nim(heap, r); });
      const TreeSearch search = Search({.rule = rule,
                                        .exploration = rule == Rule::kUct ? 0.7 : 1.5,
                                        .two_players = true,
                                        .token_budget = 6000},
                                       &problem);
      const Node& root = search.tree().at(0);
      if (heap % 4 == 0) {
        EXPECT_LT(root.mean(), 0.4) << heap;
        continue;
      }
      const int32_t best = search.tree().MostVisited(0);
      EXPECT_EQ(search.tree().Path(best), std::vector<int32_t>{heap % 4 - 1}) << heap;
      EXPECT_GT(root.mean(), 0.6) << heap;
    }
  }
}

// Tic-tac-toe: squares 0..8, the moves so far are the path.
int Winner(const std::array<int, 9>& board) {
  static constexpr int kLines[8][3] = {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6},
                                       {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}};
  for (const auto& line : kLines) {
    if (board[line[0]] != 0 && board[line[0]] == board[line[1]] && board[line[0]] == board[line[2]])
      return board[line[0]];
  }
  return 0;
}

Reply TicTacToe(const std::vector<int32_t>& opening, const Request& request) {
  std::array<int, 9> board{};
  std::vector<int32_t> moves = opening;
  moves.insert(moves.end(), request.path.begin(), request.path.end());
  for (size_t i = 0; i < moves.size(); ++i) board[moves[i]] = i % 2 == 0 ? 1 : 2;
  Reply reply;
  const bool won = Winner(board) != 0;
  reply.terminal = won || moves.size() == 9;
  reply.value = won ? 0.0 : 0.5;  // the player to move has been beaten
  for (int32_t square = 0; square < 9; ++square) {
    if (board[square] == 0) reply.actions.push_back({{square}, 1.0 / (9.0 - moves.size())});
  }
  return reply;
}

TEST(TreeSearch, PlaysTicTacToe) {
  const auto best = [](const std::vector<int32_t>& opening, Rule rule) {
    FunctionProblem problem([&](const Request& r) { return TicTacToe(opening, r); });
    const TreeSearch search = Search(
        {.rule = rule, .exploration = 1.0, .two_players = true, .token_budget = 8000}, &problem);
    return search.tree().Path(search.tree().MostVisited(0)).at(0);
  };
  for (const Rule rule : {Rule::kUct, Rule::kPuct}) {
    EXPECT_EQ(best({0, 3, 1, 4}, rule), 2);      // wins at once
    EXPECT_EQ(best({0, 4, 1}, rule), 2);         // must block
    EXPECT_EQ(best({0}, rule), 4);               // only the centre holds against a corner
    EXPECT_EQ(best({0, 1, 4, 8}, rule) % 3, 0);  // a fork: 3 or 6
  }
}

// A tree of depth 6 with three actions a node, in which one leaf of 729 is worth 1 and a greedy
// first step misleads: the other branches hold leaves worth 0.1.
struct BanditTree {
  std::vector<int32_t> goal = {2, 0, 1, 1, 2, 0};
  double LeafValue(const std::vector<int32_t>& path) const {
    if (path == goal) return 1.0;
    return path[0] == goal[0] ? 0.0 : 0.1;
  }
};

FunctionProblem BanditProblem(double goal_prior, bool informed_value) {
  return FunctionProblem([=](const Request& request) {
    const BanditTree tree;
    Reply reply;
    reply.terminal = request.path.size() == tree.goal.size();
    const bool on_path = std::equal(request.path.begin(), request.path.end(), tree.goal.begin());
    reply.value = reply.terminal              ? tree.LeafValue(request.path)
                  : informed_value && on_path ? 0.9
                                              : 0.2;
    if (reply.terminal) return reply;
    const size_t depth = request.path.size();
    for (int32_t a = 0; a < 3; ++a) {
      const bool good = on_path && a == tree.goal[depth];
      const double others = on_path ? (1 - goal_prior) / 2 : 1.0 / 3;
      reply.actions.push_back({{a}, good ? goal_prior : others});
    }
    return reply;
  });
}

int64_t TokensToGoal(const TreeSearch& search) {
  for (const Finished& finished : search.finished()) {
    if (finished.path == BanditTree().goal) return finished.tokens;
  }
  return 1 << 30;
}

TEST(TreeSearch, PerfectPriorGoesStraightToTheGoal) {
  FunctionProblem problem = BanditProblem(1.0, true);
  const TreeSearch search = Search({.exploration = 5.0, .token_budget = 100}, &problem);
  EXPECT_EQ(TokensToGoal(search), 7);  // the root and one node a level
}

TEST(TreeSearch, FindsTheGoalByUctWithTime) {
  FunctionProblem problem = BanditProblem(1.0 / 3, false);
  SearchOptions options{.rule = Rule::kUct, .exploration = 1.4, .token_budget = 60000};
  const TreeSearch search = Search(options, &problem);
  const std::vector<int32_t> first = search.tree().Path(search.tree().MostVisited(0));
  EXPECT_EQ(first, std::vector<int32_t>{2});
  EXPECT_LT(TokensToGoal(search), 2000);
}

// Values all alike and a flat prior: without first-play reduction the tree grows in breadth, with
// it in depth.
TEST(TreeSearch, FirstPlayReductionDeepensTheTree) {
  const auto deepest = [](bool reduction) {
    FunctionProblem problem([](const Request& request) {
      Reply reply;
      reply.value = 0.2;
      reply.terminal = request.path.size() == 12;
      reply.actions = Uniform(3);
      return reply;
    });
    const TreeSearch search = Search(
        {.exploration = 0.1, .first_play_reduction = reduction, .token_budget = 100}, &problem);
    return search.tree().NodesByDepth(100).size() - 1;
  };
  EXPECT_LE(deepest(false), 5u);
  EXPECT_GE(deepest(true), 9u);
}

TEST(TreeSearch, CapKeepsTheMostProbableActionsAlone) {
  FunctionProblem problem([](const Request& request) {
    Reply reply;
    reply.value = 0.5;
    reply.terminal = request.path.size() == 5;
    for (int32_t a = 0; a < 10; ++a) reply.actions.push_back({{a}, a % 2 == 0 ? 0.05 : 0.15});
    return reply;
  });
  const TreeSearch search = Search({.max_children = 3, .token_budget = 500}, &problem);
  std::set<int32_t> seen;
  for (int64_t i = 0; i < search.tree().size(); ++i) {
    const Node& node = search.tree().at(static_cast<int32_t>(i));
    EXPECT_LE(node.edges.size(), 3u);
    double sum = 0;
    for (const Edge& edge : node.edges) {
      seen.insert(edge.action.tokens[0]);
      sum += edge.action.prior;
    }
    if (!node.edges.empty()) {
      EXPECT_NEAR(sum, 1.0, 1e-12);
    }
  }
  EXPECT_EQ(seen, (std::set<int32_t>{1, 3, 5}));
}

// Three levels of three actions drawn at random, each of two tokens.
FunctionProblem DrawProblem() {
  return FunctionProblem([](const Request& request) {
    Reply reply;
    reply.value = 0.5;
    if (!request.draw) return reply;  // the root
    base::Rng rng(1, "draw", static_cast<uint64_t>(request.node * 1000 + request.draws_made));
    const auto action = static_cast<int32_t>(rng.Below(3));
    reply.drawn = {action, action};
    reply.terminal = request.path.size() == 4;
    reply.tokens = 2;
    return reply;
  });
}

TEST(TreeSearch, DrawsActionsAndWidensWithVisits) {
  FunctionProblem problem = DrawProblem();
  const TreeSearch search = Search({.drawn = true, .token_budget = 400}, &problem);
  const Tree& tree = search.tree();
  const Node& root = tree.at(0);
  ASSERT_EQ(root.edges.size(), 3u);  // equal draws are one child
  int64_t draws = 0;
  for (const Edge& edge : root.edges) draws += edge.drawn;
  for (const Edge& edge : root.edges) {
    EXPECT_DOUBLE_EQ(edge.action.prior, static_cast<double>(edge.drawn) / draws);
  }
  EXPECT_EQ(tree.NodesByDepth(1 << 20).size(), 4u);
  for (const Finished& finished : search.finished()) EXPECT_EQ(finished.path.size(), 6u);

  FunctionProblem again = DrawProblem();
  const TreeSearch capped = Search({.drawn = true, .max_children = 2, .token_budget = 400}, &again);
  for (int64_t i = 0; i < capped.tree().size(); ++i) {
    EXPECT_LE(capped.tree().at(static_cast<int32_t>(i)).edges.size(), 2u);
  }
}

// One token and two forwards an evaluation; nine leaves below three nodes; once all thirteen states
// are known, each further simulation is a finished leaf revisited, at one of each.
TEST(TreeSearch, AccountsForEveryTokenAndForward) {
  FunctionProblem problem([](const Request& request) {
    Reply reply;
    reply.value = 0.5;
    reply.terminal = request.path.size() == 2;
    if (!reply.terminal) reply.actions = Uniform(3);
    return reply;
  });
  const TreeSearch search = Search({.rule = Rule::kUct, .token_budget = 200}, &problem);
  EXPECT_EQ(search.tokens(), 200);
  EXPECT_EQ(search.tree().size(), 13);
  EXPECT_EQ(search.forwards(), 13 * 2 + (200 - 13));
  EXPECT_EQ(search.tree().at(0).visits, 200);
  EXPECT_EQ(search.finished().size(), 9u);
  const std::vector<int64_t> all = search.tree().NodesByDepth(200);
  EXPECT_EQ(all, (std::vector<int64_t>{1, 3, 9}));
  const std::vector<int64_t> early = search.tree().NodesByDepth(4);
  EXPECT_EQ(std::accumulate(early.begin(), early.end(), int64_t{0}), 4);
}

TEST(TreeSearch, ReportsRolledOutTextsWithTheirPlace) {
  FunctionProblem problem([](const Request& request) {
    Reply reply;
    reply.value = 0.25;
    reply.actions = Uniform(2);
    reply.rolled_out = Finished{request.path, 0.25};
    reply.tokens = 5;
    reply.forwards = 5;
    return reply;
  });
  const TreeSearch search = Search({.token_budget = 23}, &problem);
  EXPECT_EQ(search.tokens(), 25);  // the last one overshoots, and says so
  ASSERT_EQ(search.finished().size(), 5u);
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(search.finished()[i].tokens, static_cast<int64_t>(5 * (i + 1)));
  }
}

TEST(TreeSearch, InStepEqualsAlone) {
  FunctionProblem problem = BanditProblem(0.5, true);
  const SearchOptions options{.token_budget = 200};
  std::vector<TreeSearch> searches;
  for (int64_t i = 0; i < 4; ++i) searches.emplace_back(options, i);
  RunSearches(searches, &problem);
  const TreeSearch alone = Search(options, &problem);
  for (const TreeSearch& search : searches) {
    EXPECT_EQ(search.tree().size(), alone.tree().size());
    EXPECT_EQ(search.finished().size(), alone.finished().size());
    EXPECT_EQ(search.tree().at(0).total, alone.tree().at(0).total);
  }
}

TEST(TreeSearch, NeedsABudget) { EXPECT_ANY_THROW(TreeSearch(SearchOptions{})); }

}  // namespace
}  // namespace r1bench::mcts
