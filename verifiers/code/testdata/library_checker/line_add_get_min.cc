// A segment tree over the points that are asked for; each node keeps one line that is the lowest
// somewhere in its range.
#include <bits/stdc++.h>

struct Line {
  long long a = 0, b = 4'000'000'000'000'000'000;
  long long At(long long x) const { return a * x + b; }
};

int main() {
  int n, q;
  std::scanf("%d %d", &n, &q);
  std::vector<Line> first(n);
  for (Line& line : first) std::scanf("%lld %lld", &line.a, &line.b);
  struct Query {
    int kind;
    long long a, b;
  };
  std::vector<Query> queries(q);
  std::vector<long long> xs = {0};
  for (Query& query : queries) {
    std::scanf("%d %lld", &query.kind, &query.a);
    if (query.kind == 0) std::scanf("%lld", &query.b);
    if (query.kind == 1) xs.push_back(query.a);
  }
  std::sort(xs.begin(), xs.end());
  xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
  int leaves = 1;
  while (leaves < static_cast<int>(xs.size())) leaves *= 2;
  xs.resize(leaves, xs.back());
  std::vector<Line> tree(2 * leaves);
  const auto add = [&](Line line) {
    for (int node = 1, low = 0, size = leaves;; size /= 2) {
      const int middle = low + size / 2;
      if (line.At(xs[middle]) < tree[node].At(xs[middle])) std::swap(line, tree[node]);
      if (size == 1) return;
      if (line.At(xs[low]) < tree[node].At(xs[low])) {
        node = 2 * node;
      } else {
        node = 2 * node + 1;
        low = middle;
      }
    }
  };
  for (const Line& line : first) add(line);
  for (const Query& query : queries) {
    if (query.kind == 0) {
      add({query.a, query.b});
      continue;
    }
    int node = std::lower_bound(xs.begin(), xs.end(), query.a) - xs.begin() + leaves;
    long long least = LLONG_MAX;
    for (; node > 0; node /= 2) least = std::min(least, tree[node].At(query.a));
    std::printf("%lld\n", least);
  }
}
