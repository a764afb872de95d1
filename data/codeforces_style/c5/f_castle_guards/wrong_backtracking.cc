#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int h, w, best = 0;
std::vector<std::string> castle;

bool IsSeen(int r, int c) {
  for (int y = r - 1; y >= 0 && castle[y][c] != '#'; --y) {
    if (castle[y][c] == 'G') return true;
  }
  for (int x = c - 1; x >= 0 && castle[r][x] != '#'; --x) {
    if (castle[r][x] == 'G') return true;
  }
  return false;
}

void Post(int square, int guards) {
  best = std::max(best, guards);
  if (square == h * w) return;
  const int r = square / w, c = square % w;
  if (castle[r][c] == '.' && !IsSeen(r, c)) {
    castle[r][c] = 'G';
    Post(square + 1, guards + 1);
    castle[r][c] = '.';
  }
  Post(square + 1, guards);
}

int main() {
  std::cin >> h >> w;
  castle.resize(h);
  for (std::string& row : castle) std::cin >> row;
  Post(0, 0);
  std::cout << best << "\n";
}
