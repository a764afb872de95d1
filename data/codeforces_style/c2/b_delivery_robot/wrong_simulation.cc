#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

int main() {
  int64_t k;
  std::string program;
  std::cin >> k >> program;
  int64_t x = 0, y = 0, best = 0;
  for (int64_t round = 0; round < k; ++round) {
    for (const char c : program) {
      x += (c == 'R') - (c == 'L');
      y += (c == 'U') - (c == 'D');
      best = std::max(best, std::abs(x) + std::abs(y));
    }
  }
  std::cout << best << "\n";
}
