#include <iostream>
#include <utility>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n, q;
  std::cin >> n >> q;
  std::vector<int> title(n + 1), tree(n + 1), answer(q);
  for (int i = 1; i <= n; ++i) std::cin >> title[i];
  std::vector<std::vector<std::pair<int, int>>> by_right(n + 1);
  for (int i = 0; i < q; ++i) {
    int left, right;
    std::cin >> left >> right;
    by_right[right].push_back({left, i});
  }
  const auto add = [&](int place, int value) {
    for (; place <= n; place += place & -place) tree[place] += value;
  };
  const auto sum = [&](int place) {
    int total = 0;
    for (; place > 0; place -= place & -place) total += tree[place];
    return total;
  };
  std::vector<int> last(n + 1), before(n + 1);
  for (int right = 1; right <= n; ++right) {
    const int t = title[right];
    if (before[t] != 0) add(before[t], -1);
    before[t] = last[t];
    if (before[t] != 0) add(before[t], 1);
    last[t] = right;
    for (const auto& [left, i] : by_right[right]) answer[i] = sum(right) - sum(left - 1);
  }
  for (const int count : answer) std::cout << count << "\n";
}
