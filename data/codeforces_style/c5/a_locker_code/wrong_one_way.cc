#include <iostream>
#include <string>

int main() {
  int n, clicks = 0;
  std::string from, to;
  std::cin >> n >> from >> to;
  for (int i = 0; i < n; ++i) clicks += (to[i] - from[i] + 10) % 10;
  std::cout << clicks << "\n";
}
