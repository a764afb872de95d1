#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

using Table = std::vector<std::vector<int64_t>>;

int64_t CountUpTo(int64_t limit, int m) {
  Table smaller(m, std::vector<int64_t>(m));
  int number = 0, sum = 0;
  for (const char c : std::to_string(limit)) {
    Table next(m, std::vector<int64_t>(m));
    for (int digit = 0; digit < 10; ++digit) {
      for (int i = 0; i < m; ++i) {
        for (int j = 0; j < m; ++j) next[(10 * i + digit) % m][(j + digit) % m] += smaller[i][j];
      }
      if (digit < c - '0') ++next[(10 * number + digit) % m][(sum + digit) % m];
    }
    number = (10 * number + c - '0') % m;
    sum = (sum + c - '0') % m;
    smaller = next;
  }
  return smaller[0][0] + (number == 0 && sum == 0);
}

int main() {
  int64_t l, r;
  int m;
  std::cin >> l >> r >> m;
  std::cout << CountUpTo(r, m) - CountUpTo(l, m) << "\n";
}
