#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

int main() {
  int h, w;
  std::cin >> h >> w;
  std::vector<std::string> map(h);
  for (std::string& row : map) std::cin >> row;
  int lakes = 0, largest = 0;
  for (int r = 1; r + 1 < h; ++r) {
    for (int c = 1; c + 1 < w; ++c) {
      if (map[r][c] != '~') continue;
      int size = 0;
      std::vector<std::pair<int, int>> stack = {{r, c}};
      map[r][c] = '.';
      while (!stack.empty()) {
        const auto [y, x] = stack.back();
        stack.pop_back();
        ++size;
        const std::pair<int, int> around[] = {{y - 1, x}, {y + 1, x}, {y, x - 1}, {y, x + 1}};
        for (const auto& [v, u] : around) {
          if (v < 1 || v >= h - 1 || u < 1 || u >= w - 1 || map[v][u] != '~') continue;
          map[v][u] = '.';
          stack.emplace_back(v, u);
        }
      }
      ++lakes;
      largest = std::max(largest, size);
    }
  }
  std::cout << lakes << " " << largest << "\n";
}
