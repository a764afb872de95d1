#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
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
  std::queue<int> queue;
  queue.push(1);
  from[1] = 1;
  while (!queue.empty()) {
    const int village = queue.front();
    queue.pop();
    for (const auto& [to, height] : map[village]) {
      if (from[to] != 0) continue;
      from[to] = village;
      by[to] = height;
      queue.push(to);
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
