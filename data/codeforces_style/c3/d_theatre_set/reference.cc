// Each task on the earliest day: the day after the last of those that it waits for.
#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n, m;
  std::cin >> n >> m;
  std::vector<std::vector<int>> after(n);
  std::vector<int> waits_for(n), day(n, 1);
  for (int i = 0; i < m; ++i) {
    int u, v;
    std::cin >> u >> v;
    after[u - 1].push_back(v - 1);
    ++waits_for[v - 1];
  }
  std::vector<int> order;
  for (int task = 0; task < n; ++task) {
    if (waits_for[task] == 0) order.push_back(task);
  }
  for (size_t i = 0; i < order.size(); ++i) {
    const int task = order[i];
    for (const int next : after[task]) {
      day[next] = std::max(day[next], day[task] + 1);
      if (--waits_for[next] == 0) order.push_back(next);
    }
  }
  if (static_cast<int>(order.size()) < n) {
    std::cout << "-1\n";
    return 0;
  }
  std::cout << *std::max_element(day.begin(), day.end()) << "\n";
  for (int task = 0; task < n; ++task) std::cout << day[task] << (task + 1 < n ? " " : "\n");
}
