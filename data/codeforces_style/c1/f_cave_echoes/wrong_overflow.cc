#include <cstdint>
#include <iostream>
#include <map>
#include <vector>

int main() {
  int n;
  uint32_t q;
  std::cin >> n >> q;
  std::vector<uint32_t> echo(n + 1);
  for (int hall = 2; hall <= n; ++hall) {
    uint32_t parent, tone;
    std::cin >> parent >> tone;
    echo[hall] = echo[parent] ^ tone;
  }
  uint32_t quiet = 0;
  std::map<uint32_t, uint32_t> counts[21];
  for (int hall = 1; hall <= n; ++hall) {
    for (int bit = 0; bit <= 20; ++bit) {
      const uint32_t prefix = echo[hall] >> bit;
      if (q >> bit & 1) {
        const auto other = counts[bit].find(prefix ^ q >> bit ^ 1);
        if (other != counts[bit].end()) quiet += other->second;
      }
      ++counts[bit][prefix];
    }
  }
  std::cout << quiet << "\n";
}
