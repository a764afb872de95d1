#include <iostream>

int main() {
  long long n, a, b;
  std::cin >> n >> a >> b;
  for (long long x = 0; x <= n; ++x) {
    for (long long y = 0; y <= n; ++y) {
      if (a * x + b * y == n) {
        std::cout << x << " " << y << "\n";
        return 0;
      }
    }
  }
  std::cout << "-1\n";
}
