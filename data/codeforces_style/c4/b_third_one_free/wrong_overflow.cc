#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<uint32_t> prices(n);
  for (uint32_t& price : prices) std::cin >> price;
  std::sort(prices.begin(), prices.end(), std::greater<uint32_t>());
  uint32_t total = 0;
  for (int i = 0; i < n; ++i) {
    if (i % 3 != 2) total += prices[i];
  }
  std::cout << total << "\n";
}
