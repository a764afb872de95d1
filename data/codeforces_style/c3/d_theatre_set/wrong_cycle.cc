#include <algorithm>
#include <iostream>
#include <vector>

std::vector<std::vector<int>> before;
std::vector<int> day;
std::vector<bool> seen;

int Day(int task) {
  if (seen[task]) return day[task];
  seen[task] = true;
  day[task] = 1;
  for (const int earlier : before[task]) day[task] = std::max(day[task], Day(earlier) + 1);
  return day[task];
}

int main() {
  int n, m;
  std::cin >> n >> m;
  before.resize(n);
  day.resize(n);
  seen.resize(n);
  for (int i = 0; i < m; ++i) {
    int u, v;
    std::cin >> u >> v;
    before[v - 1].push_back(u - 1);
  }
  int last = 0;
  for (int task = 0; task < n; ++task) last = std::max(last, Day(task));
  std::cout << last << "\n";
  for (const int d : day) std::cout << d << " ";
  std::cout << "\n";
}
