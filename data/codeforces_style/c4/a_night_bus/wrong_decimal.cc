#include <iostream>

int main() {
  int h1, m1, h2, m2;
  char colon;
  std::cin >> h1 >> colon >> m1 >> h2 >> colon >> m2;
  int later = h2 * 100 + m2 - h1 * 100 - m1;
  if (later <= 0) later += 2400;
  std::cout << later / 100 * 60 + later % 100 << "\n";
}
