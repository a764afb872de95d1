// Numbers below a limit, digit by digit: how many prefixes that are already smaller have each pair
// of remainders, and the remainders of the one prefix that equals the limit's.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

namespace {

using Table = std::vector<std::vector<int64_t>>;  // by remainder of the number, of the digit sum

// How many integers from 0 to limit - 1 have both remainders 0.
int64_t CountBelow(int64_t limit, int m) {
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
  return smaller[0][0];
}

}  // namespace

int main() {
  int64_t l, r;
  int m;
  std::cin >> l >> r >> m;
  std::cout << CountBelow(r + 1, m) - CountBelow(l, m) << "\n";
}
