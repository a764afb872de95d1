// With F(m) the sum up to m: the sum of F(m / d) over all d is m (m + 1) / 2. Small values from a
// sieve, the others from that equation, over the distinct values of n / d.
#include <bits/stdc++.h>

constexpr long long kPrime = 998244353;

int main() {
  long long n;
  std::cin >> n;
  const auto small = std::max<long long>(10, std::llround(std::pow(n, 2.0 / 3)));
  std::vector<int> phi(small + 1);
  std::iota(phi.begin(), phi.end(), 0);
  for (long long p = 2; p <= small; ++p) {
    if (phi[p] != p) continue;
    for (long long m = p; m <= small; m += p) phi[m] -= phi[m] / p;
  }
  std::vector<long long> sum(small + 1);
  for (long long m = 1; m <= small; ++m) sum[m] = (sum[m - 1] + phi[m]) % kPrime;
  const long long large = n / small;
  std::vector<long long> of_quotient(large + 2);  // at d: F(n / d)
  const auto value = [&](long long m) { return m <= small ? sum[m] : of_quotient[n / m]; };
  for (long long d = large; d >= 1; --d) {
    const long long m = n / d;
    const long long half = m % 2 == 0 ? m / 2 : m, other = m % 2 == 0 ? m + 1 : (m + 1) / 2;
    long long f = half % kPrime * (other % kPrime) % kPrime;
    for (long long from = 2, to; from <= m; from = to + 1) {
      to = m / (m / from);
      f = (f - (to - from + 1) % kPrime * value(m / from)) % kPrime;
    }
    of_quotient[d] = (f + kPrime) % kPrime;
  }
  std::cout << value(n) << "\n";
}
