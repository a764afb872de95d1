#include <iostream>

int main() {
  int n, foot = 0, commands = 0;
  std::cin >> n;
  for (int i = 0; i < n; ++i) {
    int steps;
    std::cin >> steps;
    if (i > 0 && steps % 2 == foot) {
      ++commands;
      ++steps;
    }
    foot = steps % 2;
  }
  std::cout << commands << "\n";
}
