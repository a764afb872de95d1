// Disjoint sets, the smaller below the larger, without shortening paths: the depth is at most
// log2(n), and the days of the links grow on every way up.
#include <iostream>
#include <utility>
#include <vector>

namespace {

constexpr int kNever = 1'000'000'000;

class Network {
 public:
  explicit Network(int n) : up_(n), day_(n, kNever), size_(n, 1) {
    for (int town = 0; town < n; ++town) up_[town] = town;
  }

  void Lay(int u, int v, int day) {
    u = Root(u);
    v = Root(v);
    if (u == v) return;
    if (size_[u] > size_[v]) std::swap(u, v);
    up_[u] = v;
    day_[u] = day;
    size_[v] += size_[u];
  }

  int FirstDay(int u, int v) const {
    int day = -1;
    while (u != v) {
      if (day_[u] > day_[v]) std::swap(u, v);
      if (day_[u] == kNever) return -1;
      day = day_[u];
      u = up_[u];
    }
    return day;
  }

 private:
  int Root(int town) const {
    while (up_[town] != town) town = up_[town];
    return town;
  }

  std::vector<int> up_, day_, size_;  // day_: when the town was linked to up_
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n, m, q;
  std::cin >> n >> m >> q;
  Network network(n);
  for (int day = 1; day <= m; ++day) {
    int u, v;
    std::cin >> u >> v;
    network.Lay(u - 1, v - 1, day);
  }
  for (int i = 0; i < q; ++i) {
    int s, t;
    std::cin >> s >> t;
    std::cout << network.FirstDay(s - 1, t - 1) << "\n";
  }
}
