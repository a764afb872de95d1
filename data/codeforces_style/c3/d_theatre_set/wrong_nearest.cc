#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int n, m;
  std::cin >> n >> m;
  std::vector<std::vector<int>> after(n);
  std::vector<int> waits_for(n), left(n), day(n);
  for (int i = 0; i < m; ++i) {
    int u, v;
    std::cin >> u >> v;
    after[u - 1].push_back(v - 1);
    ++waits_for[v - 1];
  }
  left = waits_for;
  std::vector<int> order;
  for (int task = 0; task < n; ++task) {
    if (waits_for[task] > 0) continue;
    order.push_back(task);
    day[task] = 1;
  }
  size_t done = order.size();
  for (size_t i = 0; i < order.size(); ++i) {
    for (const int next : after[order[i]]) {
      if (--left[next] == 0) ++done;
      if (day[next] != 0) continue;
      day[next] = day[order[i]] + 1;
      order.push_back(next);
    }
  }
  if (static_cast<int>(done) < n) {
    std::cout << "-1\n";
    return 0;
  }
  std::cout << *std::max_element(day.begin(), day.end()) << "\n";
  for (const int d : day) std::cout << d << " ";
  std::cout << "\n";
}
