#include <functional>
#include <iostream>
#include <string>
#include <vector>

int main() {
  int h, w;
  std::cin >> h >> w;
  std::vector<std::string> castle(h);
  for (std::string& row : castle) std::cin >> row;
  std::vector<int> row_of(w, -1);
  std::vector<bool> seen;
  const std::function<bool(int)> augment = [&](int r) {
    if (seen[r]) return false;
    seen[r] = true;
    for (int c = 0; c < w; ++c) {
      if (castle[r][c] == '#') continue;
      if (row_of[c] == -1 || augment(row_of[c])) {
        row_of[c] = r;
        return true;
      }
    }
    return false;
  };
  int guards = 0;
  for (int r = 0; r < h; ++r) {
    seen.assign(h, false);
    guards += augment(r);
  }
  std::cout << guards << "\n";
}
