#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  int64_t c;
  std::cin >> n >> c;
  std::vector<int64_t> sum(n + 1), cost(n + 1);
  for (int i = 1; i <= n; ++i) {
    std::cin >> sum[i];
    sum[i] += sum[i - 1];
    cost[i] = INT64_MAX;
    for (int j = 0; j < i; ++j) {
      const int64_t load = sum[i] - sum[j];
      cost[i] = std::min(cost[i], cost[j] + load * load + c);
    }
  }
  std::cout << cost[n] << "\n";
}
