#include <cstdint>
#include <iostream>
#include <map>
#include <vector>

int main() {
  int n;
  uint32_t q;
  std::cin >> n >> q;
  ++q;
  std::vector<uint32_t> echo(n + 1);
  for (int hall = 2; hall <= n; ++hall) {
    uint32_t parent, tone;
    std::cin >> parent >> tone;
    echo[hall] = echo[parent] ^ tone;
  }
  int64_t twice = 0;
  for (int bit = 0; bit <= 20; ++bit) {
    if ((q >> bit & 1) == 0) continue;
    std::map<uint32_t, int64_t> counts;
    for (int hall = 1; hall <= n; ++hall) ++counts[echo[hall] >> bit];
    for (const auto& [prefix, count] : counts) {
      const auto other = counts.find(prefix ^ q >> bit ^ 1);
      if (other != counts.end()) twice += count * other->second;
    }
  }
  std::cout << (twice - n) / 2 << "\n";
}
