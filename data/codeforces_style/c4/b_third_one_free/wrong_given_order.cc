#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<int64_t> prices(n);
  for (int64_t& price : prices) std::cin >> price;
  int64_t total = 0;
  for (int i = 0; i < n; ++i) total += prices[i];
  for (int i = 0; i + 2 < n; i += 3) {
    total -= std::min({prices[i], prices[i + 1], prices[i + 2]});
  }
  std::cout << total << "\n";
}
