// length[i][j]: of a shortest list for the first recipe from step i on and the second from j on.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int main() {
  std::string a, b;
  std::cin >> a >> b;
  const size_t n = a.size(), m = b.size();
  std::vector<std::vector<int>> length(n + 1, std::vector<int>(m + 1));
  for (size_t i = n + 1; i-- > 0;) {
    for (size_t j = m + 1; j-- > 0;) {
      if (i == n || j == m) {
        length[i][j] = static_cast<int>(n - i + m - j);
      } else if (a[i] == b[j]) {
        length[i][j] = 1 + length[i + 1][j + 1];
      } else {
        length[i][j] = 1 + std::min(length[i + 1][j], length[i][j + 1]);
      }
    }
  }
  std::string list;
  size_t i = 0, j = 0;
  while (i < n && j < m) {
    if (a[i] == b[j]) {
      list += a[i];
      ++i;
      ++j;
    } else if (length[i + 1][j] <= length[i][j + 1]) {
      list += a[i++];
    } else {
      list += b[j++];
    }
  }
  std::cout << list << a.substr(i) << b.substr(j) << "\n";
}
