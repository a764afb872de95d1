#include <algorithm>
#include <iostream>

int main() {
  int n, a, b;
  std::cin >> n >> a >> b;
  const int most = n / std::max(a, b), rest = n - most * std::max(a, b);
  if (rest % std::min(a, b) != 0) {
    std::cout << "-1\n";
  } else if (a > b) {
    std::cout << most << " " << rest / b << "\n";
  } else {
    std::cout << rest / a << " " << most << "\n";
  }
}
