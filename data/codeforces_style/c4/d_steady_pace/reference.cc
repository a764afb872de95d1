// Whether an average of x can be reached: after x is taken from each day, the largest sum of k days
// or more must not be negative.
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <vector>

namespace {

bool Reaches(const std::vector<double>& sum, int k, double x) {
  double least = 0;  // of the sums before a stretch that may end here
  for (int end = k; end < static_cast<int>(sum.size()); ++end) {
    const int begin = end - k;
    least = std::min(least, sum[begin] - begin * x);
    if (sum[end] - end * x - least >= 0) return true;
  }
  return false;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n, k;
  std::cin >> n >> k;
  std::vector<double> sum(n + 1);
  for (int i = 1; i <= n; ++i) {
    std::cin >> sum[i];
    sum[i] += sum[i - 1];
  }
  double low = 0, high = 1e6;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (Reaches(sum, k, middle) ? low : high) = middle;
  }
  std::cout << std::fixed << std::setprecision(10) << (low + high) / 2 << "\n";
}
