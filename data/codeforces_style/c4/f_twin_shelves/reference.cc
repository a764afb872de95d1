// By right end. For a title whose last copies so far are at a < b < c, the left ends from a + 1 to
// b have exactly two: +1 at b and -1 at a, summed from the left end on.
#include <iostream>
#include <vector>

namespace {

class Sums {
 public:
  explicit Sums(int n) : tree_(n + 1) {}

  void Add(int place, int value) {
    for (; place < static_cast<int>(tree_.size()); place += place & -place) tree_[place] += value;
  }

  int UpTo(int place) const {
    int sum = 0;
    for (; place > 0; place -= place & -place) sum += tree_[place];
    return sum;
  }

 private:
  std::vector<int> tree_;
};

struct Question {
  int left, number;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n, q;
  std::cin >> n >> q;
  std::vector<int> title(n + 1), answer(q);
  for (int i = 1; i <= n; ++i) std::cin >> title[i];
  std::vector<std::vector<Question>> by_right(n + 1);
  for (int i = 0; i < q; ++i) {
    int left, right;
    std::cin >> left >> right;
    by_right[right].push_back({left, i});
  }
  std::vector<std::vector<int>> places(n + 1);
  Sums sums(n);
  for (int right = 1; right <= n; ++right) {
    std::vector<int>& copies = places[title[right]];
    const size_t before = copies.size();
    if (before >= 1) sums.Add(copies[before - 1], 1);
    if (before >= 2) sums.Add(copies[before - 2], -2);
    if (before >= 3) sums.Add(copies[before - 3], 1);
    copies.push_back(right);
    for (const Question& question : by_right[right]) {
      answer[question.number] = sums.UpTo(right) - sums.UpTo(question.left - 1);
    }
  }
  for (const int count : answer) std::cout << count << "\n";
}
