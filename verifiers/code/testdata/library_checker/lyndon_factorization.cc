// Duval's algorithm.
#include <cstdio>
#include <iostream>
#include <string>

int main() {
  std::string word;
  std::cin >> word;
  const size_t n = word.size();
  std::printf("0");
  for (size_t begin = 0; begin < n;) {
    size_t i = begin, j = begin + 1;
    while (j < n && word[i] <= word[j]) {
      i = word[i] < word[j] ? begin : i + 1;
      ++j;
    }
    for (; begin <= i; begin += j - i) std::printf(" %zu", begin + (j - i));
  }
  std::puts("");
}
