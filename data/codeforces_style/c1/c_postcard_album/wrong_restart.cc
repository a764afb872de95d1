#include <algorithm>
#include <iostream>
#include <map>

int main() {
  int n, k, m;
  std::cin >> n >> k >> m;
  std::map<int, int> count;
  int best = 0, length = 0;
  for (int i = 0; i < n; ++i) {
    int c;
    std::cin >> c;
    ++length;
    if (++count[c] > m || static_cast<int>(count.size()) > k) {
      count.clear();
      count[c] = 1;
      length = 1;
    }
    best = std::max(best, length);
  }
  std::cout << best << "\n";
}
