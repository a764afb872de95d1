#include <algorithm>
#include <iostream>
#include <numeric>
#include <queue>
#include <string>
#include <vector>

int main() {
  int h, w;
  std::cin >> h >> w;
  std::string garden(w + 2, '#');
  for (int i = 0; i < h; ++i) {
    std::string row;
    std::cin >> row;
    garden += "#" + row + "#";
  }
  garden += std::string(w + 2, '#');
  const int width = w + 2;
  std::vector<int> points = {static_cast<int>(garden.find('S')),
                             static_cast<int>(garden.find('G'))};
  for (size_t i = 0; i < garden.size(); ++i) {
    if (garden[i] == '*') points.push_back(static_cast<int>(i));
  }
  const int far = 1'000'000;
  std::vector<std::vector<int>> way;
  for (const int start : points) {
    std::vector<int> distance(garden.size(), far);
    std::queue<int> queue;
    queue.push(start);
    distance[start] = 0;
    while (!queue.empty()) {
      const int at = queue.front();
      queue.pop();
      for (const int step : {1, -1, width, -width}) {
        if (garden[at + step] == '#' || distance[at + step] != far) continue;
        distance[at + step] = distance[at] + 1;
        queue.push(at + step);
      }
    }
    std::vector<int> row;
    for (const int point : points) row.push_back(distance[point]);
    way.push_back(row);
  }
  std::vector<int> order(points.size() - 2);
  std::iota(order.begin(), order.end(), 2);
  int best = far;
  do {
    int at = 0, total = 0;
    for (const int next : order) {
      total += way[at][next];
      at = next;
    }
    best = std::min(best, total + way[at][1]);
  } while (std::next_permutation(order.begin(), order.end()));
  std::cout << (best < far ? best : -1) << "\n";
}
