#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int n, k;
  std::cin >> n >> k;
  std::vector<double> sum(n + 1);
  for (int i = 1; i <= n; ++i) {
    std::cin >> sum[i];
    sum[i] += sum[i - 1];
  }
  double low = 0, high = 1e6;
  for (int i = 0; i < 100; ++i) {
    const double x = (low + high) / 2;
    double least = 0;
    bool reached = false;
    for (int end = k; end <= n; ++end) {
      least = std::min(least, sum[end - k] - (end - k) * x);
      reached |= sum[end] - end * x >= least;
    }
    (reached ? low : high) = x;
  }
  std::cout << low << "\n";
}
