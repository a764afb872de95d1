#include <cstdint>
#include <iostream>
#include <vector>

struct Line {
  int64_t slope, height;
};

// Whether the middle line is never lowest.
bool Useless(const Line& left, const Line& middle, const Line& right) {
  const uint64_t a = static_cast<uint64_t>(right.height - left.height) *
                     static_cast<uint64_t>(left.slope - middle.slope);
  const uint64_t b = static_cast<uint64_t>(middle.height - left.height) *
                     static_cast<uint64_t>(left.slope - right.slope);
  return static_cast<int64_t>(a) <= static_cast<int64_t>(b);
}

int main() {
  int n;
  int64_t c, sum = 0, cost = 0;
  std::cin >> n >> c;
  std::vector<Line> hull = {{0, 0}};
  size_t best = 0;
  for (int i = 0; i < n; ++i) {
    int64_t weight;
    std::cin >> weight;
    sum += weight;
    const auto at = [&](size_t j) { return hull[j].slope * sum + hull[j].height; };
    while (best + 1 < hull.size() && at(best + 1) <= at(best)) ++best;
    cost = at(best) + sum * sum + c;
    const Line line = {-2 * sum, cost + sum * sum};
    while (hull.size() - best >= 2 && Useless(hull[hull.size() - 2], hull.back(), line)) {
      hull.pop_back();
    }
    hull.push_back(line);
  }
  std::cout << cost << "\n";
}
