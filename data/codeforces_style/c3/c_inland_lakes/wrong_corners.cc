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
  for (int r = 0; r < h; ++r) {
    for (int c = 0; c < w; ++c) {
      if (map[r][c] != '~') continue;
      int size = 0;
      bool inland = true;
      std::vector<std::pair<int, int>> stack = {{r, c}};
      map[r][c] = '.';
      while (!stack.empty()) {
        const auto [y, x] = stack.back();
        stack.pop_back();
        ++size;
        if (y == 0 || y == h - 1 || x == 0 || x == w - 1) inland = false;
        for (int v = std::max(0, y - 1); v <= std::min(h - 1, y + 1); ++v) {
          for (int u = std::max(0, x - 1); u <= std::min(w - 1, x + 1); ++u) {
            if (map[v][u] != '~') continue;
            map[v][u] = '.';
            stack.emplace_back(v, u);
          }
        }
      }
      if (!inland) continue;
      ++lakes;
      largest = std::max(largest, size);
    }
  }
  std::cout << lakes << " " << largest << "\n";
}
