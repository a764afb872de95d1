// Pairs of a letter stand on both sides; one letter without a partner may stand in the middle.
#include <iostream>
#include <string>

int main() {
  std::string tiles, half, middle;
  std::cin >> tiles;
  int count[26] = {};
  for (const char c : tiles) ++count[c - 'a'];
  for (int i = 0; i < 26; ++i) {
    half.append(count[i] / 2, static_cast<char>('a' + i));
    if (count[i] % 2 == 1 && middle.empty()) middle = static_cast<char>('a' + i);
  }
  std::cout << half << middle << std::string(half.rbegin(), half.rend()) << "\n";
}
