// Manacher's algorithm on the word with a mark between any two letters.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

int main() {
  std::string word;
  std::cin >> word;
  std::string marked;
  for (const char c : word) {
    if (!marked.empty()) marked += '|';
    marked += c;
  }
  const int n = static_cast<int>(marked.size());
  std::vector<int> reach(n);  // of the palindrome around i, i included
  for (int i = 0, centre = 0; i < n; ++i) {
    int r = 1;
    if (centre + reach[centre] > i) r = std::min(reach[2 * centre - i], centre + reach[centre] - i);
    while (i - r >= 0 && i + r < n && marked[i - r] == marked[i + r]) ++r;
    reach[i] = r;
    if (i + r > centre + reach[centre]) centre = i;
  }
  for (int i = 0; i < n; ++i) {
    // Of the 2 * reach - 1 characters about half are letters: those at even places.
    const int first = i - reach[i] + 1, last = i + reach[i] - 1;
    std::printf("%d%c", last / 2 - (first + 1) / 2 + 1, i + 1 == n ? '\n' : ' ');
  }
}
