// Disjoint sets of two nodes a singer: "in the first choir" and "in the second". A statement joins
// what follows from each other; nodes of one singer in one set are a contradiction.
#include <iostream>
#include <numeric>
#include <utility>
#include <vector>

namespace {

class Sets {
 public:
  explicit Sets(int n) : up_(n), size_(n, 1) { std::iota(up_.begin(), up_.end(), 0); }

  int Root(int node) {
    while (up_[node] != node) node = up_[node] = up_[up_[node]];
    return node;
  }

  void Join(int a, int b) {
    a = Root(a);
    b = Root(b);
    if (a == b) return;
    if (size_[a] > size_[b]) std::swap(a, b);
    up_[a] = b;
    size_[b] += size_[a];
  }

 private:
  std::vector<int> up_, size_;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n, m, first = 0;
  std::cin >> n >> m;
  Sets sets(2 * n);
  for (int i = 1; i <= m && first == 0; ++i) {
    int u, v;
    char sign;
    std::cin >> u >> sign >> v;
    const int other = sign == '!';
    u = 2 * (u - 1);
    v = 2 * (v - 1);
    sets.Join(u, v + other);
    sets.Join(u + 1, v + 1 - other);
    if (sets.Root(u) == sets.Root(u + 1)) first = i;
  }
  std::cout << first << "\n";
}
