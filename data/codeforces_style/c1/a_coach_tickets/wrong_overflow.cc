#include <algorithm>
#include <cstdint>
#include <iostream>

int main() {
  uint32_t n, a, k, b;
  std::cin >> n >> a >> k >> b;
  std::cout << n / k * std::min(b, k * a) + std::min(b, n % k * a) << "\n";
}
