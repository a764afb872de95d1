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
  int minutes = 0, until = 0;
  for (const auto& [begin, end] : watches) {
    minutes += std::max(0, end - std::max(begin, until));
    until = std::max(until, end);
  }
  std::cout << minutes << "\n";
}
