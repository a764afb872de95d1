// Every full group takes the cheaper of its two ways, and so do the pupils left over.
#include <algorithm>
#include <cstdint>
#include <iostream>

int main() {
  int64_t n, a, k, b;
  std::cin >> n >> a >> k >> b;
  const int64_t groups = n / k, rest = n % k;
  // k * a is at most 10^18.
  std::cout << groups * std::min(b, k * a) + std::min(b, rest * a) << "\n";
}
