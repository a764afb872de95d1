#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int Overlap(const std::string& left, const std::string& right) {
  const std::string text = right + '#' + left;
  std::vector<int> border(text.size());
  for (size_t i = 1; i < text.size(); ++i) {
    int length = border[i - 1];
    while (length > 0 && text[i] != text[length]) length = border[length - 1];
    border[i] = length + (text[i] == text[length]);
  }
  return border.back();
}

int main() {
  std::vector<std::string> slogans(3);
  for (std::string& slogan : slogans) std::cin >> slogan;
  std::sort(slogans.begin(), slogans.end());
  size_t best = slogans[0].size() + slogans[1].size() + slogans[2].size();
  do {
    std::string text = slogans[0];
    for (int i = 1; i < 3; ++i) text += slogans[i].substr(Overlap(text, slogans[i]));
    best = std::min(best, text.size());
  } while (std::next_permutation(slogans.begin(), slogans.end()));
  std::cout << best << "\n";
}
