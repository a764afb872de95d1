#include <cstdio>
#include <vector>

using Matrix = std::vector<std::vector<unsigned>>;
constexpr unsigned kPrime = 998244353;

Matrix Product(const Matrix& a, const Matrix& b) {
  const size_t n = a.size();
  Matrix c(n, std::vector<unsigned>(n));
  for (size_t i = 0; i < n; ++i) {
    std::vector<unsigned long long> row(n);
    for (size_t k = 0; k < n; ++k) {
      for (size_t j = 0; j < n; ++j) {
        row[j] = (row[j] + static_cast<unsigned long long>(a[i][k]) * b[k][j]) % kPrime;
      }
    }
    for (size_t j = 0; j < n; ++j) c[i][j] = static_cast<unsigned>(row[j]);
  }
  return c;
}

int main() {
  size_t n;
  long long exponent;
  std::scanf("%zu %lld", &n, &exponent);
  Matrix base(n, std::vector<unsigned>(n)), power = base;
  for (size_t i = 0; i < n; ++i) {
    power[i][i] = 1;
    for (unsigned& entry : base[i]) std::scanf("%u", &entry);
  }
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power = Product(power, base);
    if (exponent > 1) base = Product(base, base);
  }
  for (const std::vector<unsigned>& row : power) {
    for (size_t j = 0; j < n; ++j) std::printf("%u%c", row[j], j + 1 == n ? '\n' : ' ');
  }
}
