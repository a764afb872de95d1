#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

int main() {
  int n, clicks = 0;
  std::string from, to;
  std::cin >> n >> from >> to;
  for (int i = 0; i < n; ++i) {
    const int distance = std::abs(from[i] - to[i]);
    clicks += std::min(distance, 10 - distance);
  }
  std::cout << clicks << "\n";
}
