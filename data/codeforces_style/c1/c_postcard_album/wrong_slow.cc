#include <algorithm>
#include <iostream>
#include <map>
#include <vector>

int main() {
  int n, k, m;
  std::cin >> n >> k >> m;
  std::vector<int> country(n);
  for (int& c : country) std::cin >> c;
  int best = 0;
  for (int first = 0; first < n; ++first) {
    std::map<int, int> count;
    int last = first;
    while (last < n && ++count[country[last]] <= m && static_cast<int>(count.size()) <= k) ++last;
    best = std::max(best, last - first);
  }
  std::cout << best << "\n";
}
