// best[i]: the largest total of c concerts on the first i evenings, for c = 0, 1, ..., k in turn.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

int main() {
  constexpr int64_t kNever = -1'000'000'000'000'000'000;
  int n, k, g;
  std::cin >> n >> k >> g;
  std::vector<int64_t> gain(n + 1), best(n + 1, 0), next(n + 1);
  for (int i = 1; i <= n; ++i) std::cin >> gain[i];
  for (int concert = 1; concert <= k; ++concert) {
    next[0] = kNever;
    for (int i = 1; i <= n; ++i) {
      next[i] = std::max(next[i - 1], best[std::max(0, i - g)] + gain[i]);
    }
    best.swap(next);
  }
  std::cout << best[n] << "\n";
}
