// The feet must be left, right, left, ... or the other way round; who is out of step moves once.
#include <algorithm>
#include <iostream>

int main() {
  int n, out_of_step = 0;
  std::cin >> n;
  for (int i = 0; i < n; ++i) {
    int steps;
    std::cin >> steps;
    out_of_step += (steps + i) % 2;
  }
  std::cout << std::min(out_of_step, n - out_of_step) << "\n";
}
