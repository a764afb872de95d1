// A command changes at most two of the borders between unequal neighbours, and one that reaches an
// end of the street changes one: half the borders, rounded up.
#include <iostream>
#include <string>

int main() {
  int n;
  std::string lamps;
  std::cin >> n >> lamps;
  int borders = 0;
  for (int i = 1; i < n; ++i) borders += lamps[i] != lamps[i - 1];
  std::cout << (borders + 1) / 2 << "\n";
}
