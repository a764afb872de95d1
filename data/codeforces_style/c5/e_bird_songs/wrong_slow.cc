#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

int main() {
  constexpr uint64_t kModulus = 1'000'000'007;
  int64_t n;
  int k;
  std::cin >> n >> k;
  std::vector<std::string> table(k);
  for (std::string& row : table) std::cin >> row;
  std::vector<uint64_t> songs(k, 1);
  for (int64_t length = 1; length < n; ++length) {
    std::vector<uint64_t> longer(k);
    for (int i = 0; i < k; ++i) {
      for (int j = 0; j < k; ++j) {
        if (table[i][j] == '1') longer[j] = (longer[j] + songs[i]) % kModulus;
      }
    }
    songs = longer;
  }
  uint64_t total = 0;
  for (const uint64_t count : songs) total += count;
  std::cout << total % kModulus << "\n";
}
