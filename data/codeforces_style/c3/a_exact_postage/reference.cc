// Every number of the first kind.
#include <iostream>

int main() {
  int n, a, b;
  std::cin >> n >> a >> b;
  for (int x = 0; x * static_cast<long long>(a) <= n; ++x) {
    if ((n - x * a) % b == 0) {
      std::cout << x << " " << (n - x * a) / b << "\n";
      return 0;
    }
  }
  std::cout << "-1\n";
}
