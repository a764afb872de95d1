#include <cstdint>
#include <iostream>
#include <map>

int main() {
  int n;
  int64_t m, sum = 0, fair = 0;
  std::cin >> n >> m;
  std::map<int64_t, int64_t> seen;
  seen[0] = 1;
  for (int i = 0; i < n; ++i) {
    int64_t gain;
    std::cin >> gain;
    sum = (sum + gain) % m;
    fair += seen[sum]++;
  }
  std::cout << fair << "\n";
}
