#include <cstdint>
#include <iostream>

int main() {
  int64_t l, r, m, count = 0;
  std::cin >> l >> r >> m;
  for (int64_t x = (l + m - 1) / m * m; x <= r; x += m) {
    int sum = 0;
    for (int64_t rest = x; rest > 0; rest /= 10) sum += static_cast<int>(rest % 10);
    count += sum % m == 0;
  }
  std::cout << count << "\n";
}
