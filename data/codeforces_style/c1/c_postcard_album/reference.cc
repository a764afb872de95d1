// Two pointers: every part of a good stretch is good.
#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n, k, m;
  std::cin >> n >> k >> m;
  std::vector<int> country(n), count(n + 1);
  for (int& c : country) std::cin >> c;
  int best = 0, first = 0, different = 0;
  for (int last = 0; last < n; ++last) {
    const int added = country[last];
    different += count[added]++ == 0;
    while (different > k || count[added] > m) different -= --count[country[first++]] == 0;
    best = std::max(best, last - first + 1);
  }
  std::cout << best << "\n";
}
