#include <cstdlib>
#include <iostream>

int main() {
  int h1, m1, h2, m2;
  char colon;
  std::cin >> h1 >> colon >> m1 >> h2 >> colon >> m2;
  std::cout << std::abs(h2 * 60 + m2 - h1 * 60 - m1) << "\n";
}
