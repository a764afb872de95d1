#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

int main() {
  int n, m, k;
  std::cin >> n >> m >> k;
  std::vector<std::vector<std::pair<int, int>>> map(n + 1);
  for (int i = 0; i < m; ++i) {
    int u, v, height;
    std::cin >> u >> v >> height;
    map[u].push_back({v, height});
    map[v].push_back({u, height});
  }
  std::vector<int> from(n + 1), by(n + 1);
  using Step = std::tuple<int, int, int, int>;  // highest, village, from, height
  std::priority_queue<Step, std::vector<Step>, std::greater<Step>> queue;
  queue.push({0, 1, 1, 0});
  while (!queue.empty()) {
    const auto [highest, village, origin, road] = queue.top();
    queue.pop();
    if (from[village] != 0) continue;
    from[village] = origin;
    by[village] = road;
    for (const auto& [to, height] : map[village]) {
      queue.push({std::max(highest, height), to, village, height});
    }
  }
  std::vector<int> heights;
  for (int v = n; v != 1 && from[n] != 0; v = from[v]) heights.push_back(by[v]);
  std::sort(heights.begin(), heights.end(), std::greater<int>());
  if (from[n] == 0) {
    std::cout << "-1\n";
  } else {
    std::cout << (k < static_cast<int>(heights.size()) ? heights[k] : 0) << "\n";
  }
}
