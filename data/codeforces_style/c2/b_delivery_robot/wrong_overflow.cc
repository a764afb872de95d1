#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

int main() {
  int k;
  std::string program;
  std::cin >> k >> program;
  int32_t x = 0, y = 0, best = 0;
  for (int round = 0; round < 2; ++round) {
    for (const char c : program) {
      x += (c == 'R') - (c == 'L');
      y += (c == 'U') - (c == 'D');
      best = std::max(best, std::abs(x) + std::abs(y));
    }
    x = static_cast<int32_t>(static_cast<uint32_t>(x) * static_cast<uint32_t>(k - 1));
    y = static_cast<int32_t>(static_cast<uint32_t>(y) * static_cast<uint32_t>(k - 1));
  }
  std::cout << best << "\n";
}
