// From the dearest on, each third book is free.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<int64_t> prices(n);
  for (int64_t& price : prices) std::cin >> price;
  std::sort(prices.begin(), prices.end(), std::greater<int64_t>());
  int64_t total = 0;
  for (int i = 0; i < n; ++i) {
    if (i % 3 != 2) total += prices[i];
  }
  std::cout << total << "\n";
}
