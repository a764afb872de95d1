#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

using Matrix = std::vector<std::vector<uint32_t>>;

constexpr uint32_t kModulus = 1'000'000'007;

Matrix Product(const Matrix& a, const Matrix& b) {
  const size_t k = a.size();
  Matrix product(k, std::vector<uint32_t>(k));
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      for (size_t l = 0; l < k; ++l) {
        product[i][j] = (product[i][j] + a[i][l] * b[l][j] % kModulus) % kModulus;
      }
    }
  }
  return product;
}

int main() {
  int64_t n;
  int k;
  std::cin >> n >> k;
  Matrix step(k, std::vector<uint32_t>(k)), songs = step;
  for (int i = 0; i < k; ++i) {
    std::string row;
    std::cin >> row;
    for (int j = 0; j < k; ++j) step[i][j] = row[j] - '0';
    songs[i][i] = 1;
  }
  for (int64_t rest = n - 1; rest > 0; rest /= 2) {
    if (rest % 2 == 1) songs = Product(songs, step);
    step = Product(step, step);
  }
  uint64_t total = 0;
  for (const std::vector<uint32_t>& row : songs) {
    for (const uint32_t count : row) total += count;
  }
  std::cout << total % kModulus << "\n";
}
