// cost[i] = min over j < i of cost[j] + (sum[i] - sum[j])^2 + c. For fixed j that is, but for
// sum[i]^2 + c, a line in sum[i]. The lines live in a Li Chao tree over the indices i: at each
// place the lower line stays, and values, never products of slopes, are compared.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <utility>
#include <vector>

namespace {

struct Cut {
  int64_t slope = 0, height = INT64_MAX;

  int64_t At(int64_t x) const { return height == INT64_MAX ? height : slope * x + height; }
};

class Lines {
 public:
  explicit Lines(const std::vector<int64_t>& xs) : xs_(xs), cuts_(4 * xs.size()) {}

  void Add(Cut cut) {
    size_t node = 1, lo = 0, hi = xs_.size() - 1;
    while (true) {
      const size_t middle = (lo + hi) / 2;
      if (cut.At(xs_[middle]) < cuts_[node].At(xs_[middle])) std::swap(cut, cuts_[node]);
      if (lo == hi || cut.height == INT64_MAX) return;
      if (cut.At(xs_[lo]) < cuts_[node].At(xs_[lo])) {
        hi = middle;
        node = 2 * node;
      } else {
        lo = middle + 1;
        node = 2 * node + 1;
      }
    }
  }

  int64_t Lowest(size_t i) const {
    size_t node = 1, lo = 0, hi = xs_.size() - 1;
    int64_t lowest = INT64_MAX;
    while (true) {
      lowest = std::min(lowest, cuts_[node].At(xs_[i]));
      if (lo == hi) return lowest;
      const size_t middle = (lo + hi) / 2;
      if (i <= middle) {
        hi = middle;
        node = 2 * node;
      } else {
        lo = middle + 1;
        node = 2 * node + 1;
      }
    }
  }

 private:
  const std::vector<int64_t>& xs_;
  std::vector<Cut> cuts_;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  size_t n;
  int64_t c;
  std::cin >> n >> c;
  std::vector<int64_t> sum(n + 1);
  for (size_t i = 1; i <= n; ++i) {
    std::cin >> sum[i];
    sum[i] += sum[i - 1];
  }
  Lines lines(sum);
  int64_t cost = 0;
  for (size_t i = 1; i <= n; ++i) {
    lines.Add({-2 * sum[i - 1], cost + sum[i - 1] * sum[i - 1]});
    cost = lines.Lowest(i) + sum[i] * sum[i] + c;
  }
  std::cout << cost << "\n";
}
