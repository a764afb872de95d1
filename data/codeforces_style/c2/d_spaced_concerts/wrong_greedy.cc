#include <algorithm>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <vector>

int main() {
  int n, k, g;
  std::cin >> n >> k >> g;
  std::vector<int64_t> gain(n);
  for (int64_t& x : gain) std::cin >> x;
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int x, int y) { return gain[x] > gain[y]; });
  std::vector<int> taken;
  int64_t total = 0;
  for (const int evening : order) {
    if (static_cast<int>(taken.size()) == k) break;
    const bool clear = std::all_of(taken.begin(), taken.end(),
                                   [&](int other) { return std::abs(other - evening) >= g; });
    if (!clear) continue;
    taken.push_back(evening);
    total += gain[evening];
  }
  std::cout << total << "\n";
}
