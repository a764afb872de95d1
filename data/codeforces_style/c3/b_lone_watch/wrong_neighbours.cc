#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<std::pair<int, int>> watches(n);
  for (auto& [begin, end] : watches) std::cin >> begin >> end;
  std::sort(watches.begin(), watches.end());
  int minutes = 0;
  for (int i = 0; i < n; ++i) {
    const int begin = i > 0 ? std::max(watches[i].first, watches[i - 1].second) : watches[i].first;
    const int end =
        i + 1 < n ? std::min(watches[i].second, watches[i + 1].first) : watches[i].second;
    minutes += std::max(0, end - begin);
  }
  std::cout << minutes << "\n";
}
