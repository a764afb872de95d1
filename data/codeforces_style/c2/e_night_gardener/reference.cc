// Distances from each flower, the shed and the gate; then, for each set of watered flowers and each
// last one, the fewest minutes.
#include <algorithm>
#include <iostream>
#include <queue>
#include <string>
#include <vector>

namespace {

constexpr int kFar = 1'000'000;

struct Garden {
  int h, w;
  std::string squares;  // row by row
};

std::vector<int> Distances(const Garden& garden, int start) {
  std::vector<int> distance(garden.squares.size(), kFar);
  std::queue<int> queue;
  distance[start] = 0;
  queue.push(start);
  const auto visit = [&](int square, int minutes) {
    if (garden.squares[square] == '#' || distance[square] != kFar) return;
    distance[square] = minutes;
    queue.push(square);
  };
  while (!queue.empty()) {
    const int square = queue.front(), minutes = distance[square] + 1;
    queue.pop();
    if (square >= garden.w) visit(square - garden.w, minutes);
    if (square + garden.w < garden.h * garden.w) visit(square + garden.w, minutes);
    if (square % garden.w != 0) visit(square - 1, minutes);
    if ((square + 1) % garden.w != 0) visit(square + 1, minutes);
  }
  return distance;
}

int Fewest(const Garden& garden) {
  std::vector<int> flowers;
  for (int i = 0; i < garden.h * garden.w; ++i) {
    if (garden.squares[i] == '*') flowers.push_back(i);
  }
  const int shed = static_cast<int>(garden.squares.find('S'));
  const int gate = static_cast<int>(garden.squares.find('G'));
  const std::vector<int> from_shed = Distances(garden, shed);
  const int n = static_cast<int>(flowers.size());
  if (n == 0) return from_shed[gate];
  std::vector<std::vector<int>> from(n);
  for (int i = 0; i < n; ++i) from[i] = Distances(garden, flowers[i]);
  std::vector<std::vector<int>> best(1 << n, std::vector<int>(n, kFar));
  for (int i = 0; i < n; ++i) best[1 << i][i] = from_shed[flowers[i]];
  for (int set = 1; set < 1 << n; ++set) {
    for (int last = 0; last < n; ++last) {
      for (int next = 0; next < n; ++next) {
        if (set >> next & 1) continue;
        int& minutes = best[set | 1 << next][next];
        minutes = std::min(minutes, best[set][last] + from[last][flowers[next]]);
      }
    }
  }
  int fewest = kFar;
  for (int i = 0; i < n; ++i) fewest = std::min(fewest, best.back()[i] + from[i][gate]);
  return fewest;
}

}  // namespace

int main() {
  Garden garden;
  std::cin >> garden.h >> garden.w;
  for (int i = 0; i < garden.h; ++i) {
    std::string row;
    std::cin >> row;
    garden.squares += row;
  }
  const int fewest = Fewest(garden);
  std::cout << (fewest < kFar ? fewest : -1) << "\n";
}
