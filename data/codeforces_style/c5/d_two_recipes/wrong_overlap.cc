#include <algorithm>
#include <iostream>
#include <string>

std::string Join(const std::string& a, const std::string& b) {
  for (size_t size = std::min(a.size(), b.size()); size > 0; --size) {
    if (a.substr(a.size() - size) == b.substr(0, size)) return a + b.substr(size);
  }
  return a + b;
}

int main() {
  std::string a, b;
  std::cin >> a >> b;
  const std::string x = Join(a, b), y = Join(b, a);
  std::cout << (x.size() < y.size() ? x : y) << "\n";
}
