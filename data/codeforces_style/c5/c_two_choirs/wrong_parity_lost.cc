#include <iostream>
#include <numeric>
#include <utility>
#include <vector>

std::vector<int> up, parity;

std::pair<int, int> Root(int x) {
  if (up[x] == x) return {x, 0};
  const auto [root, side] = Root(up[x]);
  up[x] = root;
  return {root, parity[x] ^ side};
}

int main() {
  std::ios::sync_with_stdio(false);
  int n, m;
  std::cin >> n >> m;
  up.resize(n + 1);
  parity.resize(n + 1);
  std::iota(up.begin(), up.end(), 0);
  for (int i = 1; i <= m; ++i) {
    int u, v;
    char sign;
    std::cin >> u >> sign >> v;
    const int differ = sign == '!';
    const auto [a, side_a] = Root(u);
    const auto [b, side_b] = Root(v);
    if (a == b) {
      if ((side_a ^ side_b) != differ) {
        std::cout << i << "\n";
        return 0;
      }
    } else {
      up[a] = b;
      parity[a] = side_a ^ side_b ^ differ;
    }
  }
  std::cout << "0\n";
}
