// The table as a matrix: its power n - 1 counts the songs by first and last note.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr uint64_t kModulus = 1'000'000'007;

using Matrix = std::vector<std::vector<uint64_t>>;

Matrix Product(const Matrix& a, const Matrix& b) {
  const size_t k = a.size();
  Matrix product(k, std::vector<uint64_t>(k));
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      for (size_t l = 0; l < k; ++l) {
        product[i][j] = (product[i][j] + a[i][l] * b[l][j]) % kModulus;
      }
    }
  }
  return product;
}

}  // namespace

int main() {
  int64_t n;
  int k;
  std::cin >> n >> k;
  Matrix step(k, std::vector<uint64_t>(k)), songs = step;
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
  for (const std::vector<uint64_t>& row : songs) {
    for (const uint64_t count : row) total += count;
  }
  std::cout << total % kModulus << "\n";
}
