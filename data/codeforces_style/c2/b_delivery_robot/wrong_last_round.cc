#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

int main() {
  int64_t k;
  std::string program;
  std::cin >> k >> program;
  const auto count = [&](char c) { return std::count(program.begin(), program.end(), c); };
  int64_t x = (count('R') - count('L')) * (k - 1);
  int64_t y = (count('U') - count('D')) * (k - 1);
  int64_t best = std::abs(x) + std::abs(y);
  for (const char c : program) {
    x += (c == 'R') - (c == 'L');
    y += (c == 'U') - (c == 'D');
    best = std::max(best, std::abs(x) + std::abs(y));
  }
  std::cout << best << "\n";
}
