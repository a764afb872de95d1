// Prefix doubling with counting sorts.
#include <cstdio>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

int main() {
  std::string word;
  std::cin >> word;
  const int n = static_cast<int>(word.size());
  std::vector<int> order(n), rank(word.begin(), word.end()), next(n), by_second(n);
  std::vector<int> count(std::max(n, 256) + 1);
  std::iota(by_second.begin(), by_second.end(), 0);
  for (int length = 0, ranks = 256;; length = length == 0 ? 1 : 2 * length) {
    if (length > 0) {
      int used = 0;
      for (int i = n - length; i < n; ++i) by_second[used++] = i;
      for (const int i : order) {
        if (i >= length) by_second[used++] = i - length;
      }
    }
    std::fill(count.begin(), count.end(), 0);
    for (const int r : rank) ++count[r + 1];
    for (int r = 0; r < ranks; ++r) count[r + 1] += count[r];
    for (const int i : by_second) order[count[rank[i]]++] = i;
    const auto second = [&](int i) { return i + length < n ? rank[i + length] : -1; };
    next[order[0]] = 0;
    for (int k = 1; k < n; ++k) {
      const int a = order[k - 1], b = order[k];
      const bool same = rank[a] == rank[b] && (length == 0 || second(a) == second(b));
      next[b] = next[a] + !same;
    }
    rank = next;
    ranks = rank[order[n - 1]] + 1;
    if (ranks == n || length >= n) break;
  }
  for (int k = 0; k < n; ++k) std::printf("%d%c", order[k], k + 1 == n ? '\n' : ' ');
}
