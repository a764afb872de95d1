#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
  int n, k;
  if (std::scanf("%d %d", &n, &k) != 2) return 1;
  std::vector<double> sum(n + 1);
  for (int i = 1; i <= n; ++i) {
    if (std::scanf("%lf", &sum[i]) != 1) return 1;
    sum[i] += sum[i - 1];
  }
  double low = 0, high = 1e6;
  while (high - low > 1e-2) {
    const double x = (low + high) / 2;
    double least = 0;
    bool reached = false;
    for (int end = k; end <= n; ++end) {
      least = std::min(least, sum[end - k] - (end - k) * x);
      reached |= sum[end] - end * x >= least;
    }
    (reached ? low : high) = x;
  }
  std::printf("%.9f\n", low);
}
