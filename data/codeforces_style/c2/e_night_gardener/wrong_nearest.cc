#include <iostream>
#include <queue>
#include <string>
#include <utility>
#include <vector>

int h, w;
std::vector<std::string> rows;

// Walks to the nearest square of the kind and clears it; minutes, or -1.
int Walk(int& r, int& c, char kind) {
  std::vector<std::vector<int>> distance(h, std::vector<int>(w, -1));
  std::queue<std::pair<int, int>> queue;
  queue.push({r, c});
  distance[r][c] = 0;
  while (!queue.empty()) {
    const auto [y, x] = queue.front();
    queue.pop();
    if (rows[y][x] == kind) {
      r = y;
      c = x;
      if (kind == '*') rows[y][x] = '.';
      return distance[y][x];
    }
    const int dy[] = {1, -1, 0, 0}, dx[] = {0, 0, 1, -1};
    for (int d = 0; d < 4; ++d) {
      const int v = y + dy[d], u = x + dx[d];
      if (v < 0 || v >= h || u < 0 || u >= w || rows[v][u] == '#' || distance[v][u] >= 0) continue;
      distance[v][u] = distance[y][x] + 1;
      queue.push({v, u});
    }
  }
  return -1;
}

int main() {
  std::cin >> h >> w;
  rows.resize(h);
  int r = 0, c = 0, flowers = 0;
  for (int y = 0; y < h; ++y) {
    std::cin >> rows[y];
    for (int x = 0; x < w; ++x) {
      flowers += rows[y][x] == '*';
      if (rows[y][x] == 'S') {
        r = y;
        c = x;
      }
    }
  }
  int total = 0;
  for (int i = 0; i <= flowers; ++i) {
    const int minutes = Walk(r, c, i < flowers ? '*' : 'G');
    if (minutes < 0) {
      std::cout << "-1\n";
      return 0;
    }
    total += minutes;
  }
  std::cout << total << "\n";
}
