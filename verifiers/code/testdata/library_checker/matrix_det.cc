#include <cstdio>
#include <utility>
#include <vector>

constexpr long long kPrime = 998244353;

long long Inverse(long long a) {
  long long power = 1;
  for (long long exponent = kPrime - 2; exponent > 0; exponent /= 2, a = a * a % kPrime) {
    if (exponent % 2 == 1) power = power * a % kPrime;
  }
  return power;
}

int main() {
  int n;
  std::scanf("%d", &n);
  std::vector<std::vector<long long>> rows(n, std::vector<long long>(n));
  for (auto& row : rows) {
    for (long long& entry : row) std::scanf("%lld", &entry);
  }
  long long determinant = 1;
  for (int k = 0; k < n && determinant != 0; ++k) {
    int pivot = k;
    while (pivot < n && rows[pivot][k] == 0) ++pivot;
    if (pivot == n) {
      determinant = 0;
      break;
    }
    if (pivot != k) {
      std::swap(rows[pivot], rows[k]);
      determinant = kPrime - determinant;
    }
    determinant = determinant * rows[k][k] % kPrime;
    const long long inverse = Inverse(rows[k][k]);
    for (int i = k + 1; i < n; ++i) {
      const long long factor = rows[i][k] * inverse % kPrime;
      for (int j = k; factor != 0 && j < n; ++j) {
        rows[i][j] = (rows[i][j] + (kPrime - factor) * rows[k][j]) % kPrime;
      }
    }
  }
  std::printf("%lld\n", determinant);
}
