#include <iostream>
#include <utility>
#include <vector>

std::vector<int> up, day;

int Root(int town) {
  if (up[town] == town) return town;
  up[town] = Root(up[town]);
  return up[town];
}

int main() {
  std::ios::sync_with_stdio(false);
  const int never = 1'000'000'000;
  int n, m, q;
  std::cin >> n >> m >> q;
  std::vector<int> size(n, 1);
  day.assign(n, never);
  for (int town = 0; town < n; ++town) up.push_back(town);
  for (int i = 1; i <= m; ++i) {
    int u, v;
    std::cin >> u >> v;
    u = Root(u - 1);
    v = Root(v - 1);
    if (u == v) continue;
    if (size[u] > size[v]) std::swap(u, v);
    up[u] = v;
    day[u] = i;
    size[v] += size[u];
  }
  for (int i = 0; i < q; ++i) {
    int s, t, latest = -1;
    std::cin >> s >> t;
    --s;
    --t;
    while (s != t) {
      if (day[s] > day[t]) std::swap(s, t);
      latest = day[s];
      if (latest == never) {
        latest = -1;
        break;
      }
      s = up[s];
    }
    std::cout << latest << "\n";
  }
}
