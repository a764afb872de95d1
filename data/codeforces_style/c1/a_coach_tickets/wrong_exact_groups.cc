#include <algorithm>
#include <cstdint>
#include <iostream>

int main() {
  int64_t n, a, k, b;
  std::cin >> n >> a >> k >> b;
  std::cout << std::min(n * a, n / k * b + n % k * a) << "\n";
}
