#include <iostream>
#include <string>

int main() {
  int n;
  std::string lamps;
  std::cin >> n >> lamps;
  int blocks = 0;
  for (int i = 0; i < n; ++i) blocks += lamps[i] == '0' && (i == 0 || lamps[i - 1] == '1');
  std::cout << blocks << "\n";
}
