// Fills each waters with a stack of its own.
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

// Turns the waters at (r, c) into land. Its size, or 0 if it touches the border.
int Drain(std::vector<std::string>& map, int r, int c) {
  const int h = static_cast<int>(map.size()), w = static_cast<int>(map[0].size());
  int size = 0;
  bool inland = true;
  std::vector<std::pair<int, int>> stack = {{r, c}};
  map[r][c] = '.';
  while (!stack.empty()) {
    const auto [y, x] = stack.back();
    stack.pop_back();
    ++size;
    inland &= y > 0 && y < h - 1 && x > 0 && x < w - 1;
    const std::pair<int, int> around[] = {{y - 1, x}, {y + 1, x}, {y, x - 1}, {y, x + 1}};
    for (const auto& [v, u] : around) {
      if (v < 0 || v >= h || u < 0 || u >= w || map[v][u] != '~') continue;
      map[v][u] = '.';
      stack.emplace_back(v, u);
    }
  }
  return inland ? size : 0;
}

}  // namespace

int main() {
  int h, w;
  std::cin >> h >> w;
  std::vector<std::string> map(h);
  for (std::string& row : map) std::cin >> row;
  int lakes = 0, largest = 0;
  for (int r = 0; r < h; ++r) {
    for (int c = 0; c < w; ++c) {
      if (map[r][c] != '~') continue;
      const int size = Drain(map, r, c);
      lakes += size > 0;
      largest = std::max(largest, size);
    }
  }
  std::cout << lakes << " " << largest << "\n";
}
