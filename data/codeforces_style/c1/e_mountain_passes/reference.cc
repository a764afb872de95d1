// Binary search on the height; for one height, the fewest higher roads on a route: a search with a
// double-ended queue.
#include <deque>
#include <iostream>
#include <utility>
#include <vector>

namespace {

struct Road {
  int to, height;
};

using Map = std::vector<std::vector<Road>>;

// The fewest roads above `height` on a route from the first village to the last; `far` if none.
int FewestHigher(const Map& map, int height, int far) {
  std::vector<int> cost(map.size(), far);
  std::deque<std::pair<int, int>> queue = {{0, 0}};  // cost, village
  cost[0] = 0;
  while (!queue.empty()) {
    const auto [spent, village] = queue.front();
    queue.pop_front();
    if (spent > cost[village]) continue;
    for (const Road& road : map[village]) {
      const int next = spent + (road.height > height);
      if (next >= cost[road.to]) continue;
      cost[road.to] = next;
      if (next == spent) {
        queue.emplace_front(next, road.to);
      } else {
        queue.emplace_back(next, road.to);
      }
    }
  }
  return cost.back();
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n, m, k;
  std::cin >> n >> m >> k;
  Map map(n);
  for (int i = 0; i < m; ++i) {
    int u, v, height;
    std::cin >> u >> v >> height;
    map[u - 1].push_back({v - 1, height});
    map[v - 1].push_back({u - 1, height});
  }
  const int far = m + 1;
  int low = -1, high = 1'000'000;  // low fails, high does not
  if (FewestHigher(map, high, far) == far) {
    std::cout << "-1\n";
    return 0;
  }
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (FewestHigher(map, middle, far) <= k ? high : low) = middle;
  }
  std::cout << high << "\n";
}
