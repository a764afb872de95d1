#include <iostream>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n, m;
  std::cin >> n >> m;
  std::vector<int> up(n + 1);
  std::iota(up.begin(), up.end(), 0);
  const auto root = [&](int x) {
    while (up[x] != x) x = up[x] = up[up[x]];
    return x;
  };
  std::map<int, std::set<int>> different;
  for (int i = 1; i <= m; ++i) {
    int u, v;
    char sign;
    std::cin >> u >> sign >> v;
    int a = root(u), b = root(v);
    if (sign == '!') {
      if (a == b) {
        std::cout << i << "\n";
        return 0;
      }
      different[a].insert(b);
      different[b].insert(a);
    } else if (a != b) {
      if (different[a].count(b) != 0) {
        std::cout << i << "\n";
        return 0;
      }
      if (different[a].size() > different[b].size()) std::swap(a, b);
      up[a] = b;
      for (const int other : different[a]) {
        different[other].erase(a);
        different[other].insert(b);
        different[b].insert(other);
      }
      different.erase(a);
    }
  }
  std::cout << "0\n";
}
