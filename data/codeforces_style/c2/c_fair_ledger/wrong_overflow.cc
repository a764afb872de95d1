#include <cstdint>
#include <iostream>
#include <unordered_map>

int main() {
  int n, m;
  std::cin >> n >> m;
  std::unordered_map<int, uint32_t> seen;
  seen[0] = 1;
  uint32_t fair = 0;
  int64_t sum = 0;
  for (int i = 0; i < n; ++i) {
    int gain;
    std::cin >> gain;
    sum = ((sum + gain) % m + m) % m;
    fair += seen[static_cast<int>(sum)]++;
  }
  std::cout << fair << "\n";
}
