// A stretch is fair when the sums before it and up to its end leave the same remainder.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  int64_t m, sum = 0;
  std::cin >> n >> m;
  std::vector<int64_t> remainders = {0};
  for (int i = 0; i < n; ++i) {
    int64_t gain;
    std::cin >> gain;
    sum = ((sum + gain) % m + m) % m;
    remainders.push_back(sum);
  }
  std::sort(remainders.begin(), remainders.end());
  int64_t fair = 0, equal = 0;
  for (int i = 1; i <= n; ++i) {
    equal = remainders[i] == remainders[i - 1] ? equal + 1 : 0;
    fair += equal;
  }
  std::cout << fair << "\n";
}
