#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n, m, q;
  std::cin >> n >> m >> q;
  std::vector<int> up(n), day(n), size(n, 1);
  for (int town = 0; town < n; ++town) up[town] = town;
  const auto root = [&](int town, int& latest) {
    while (up[town] != town) {
      latest = std::max(latest, day[town]);
      town = up[town];
    }
    return town;
  };
  for (int i = 1; i <= m; ++i) {
    int u, v, unused = 0;
    std::cin >> u >> v;
    u = root(u - 1, unused);
    v = root(v - 1, unused);
    if (u == v) continue;
    if (size[u] > size[v]) std::swap(u, v);
    up[u] = v;
    day[u] = i;
    size[v] += size[u];
  }
  for (int i = 0; i < q; ++i) {
    int s, t, latest = 0;
    std::cin >> s >> t;
    const bool same = root(s - 1, latest) == root(t - 1, latest);
    std::cout << (same ? latest : -1) << "\n";
  }
}
