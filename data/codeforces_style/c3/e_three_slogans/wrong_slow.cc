#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

std::string Join(const std::string& left, const std::string& right) {
  if (left.find(right) != std::string::npos) return left;
  for (size_t size = std::min(left.size(), right.size()); size > 0; --size) {
    const size_t start = left.size() - size;
    size_t equal = 0;
    while (equal < size && left[start + equal] == right[equal]) ++equal;
    if (equal == size) return left + right.substr(size);
  }
  return left + right;
}

int main() {
  std::vector<std::string> slogans(3);
  for (std::string& slogan : slogans) std::cin >> slogan;
  std::sort(slogans.begin(), slogans.end());
  size_t best = slogans[0].size() + slogans[1].size() + slogans[2].size();
  do {
    best = std::min(best, Join(Join(slogans[0], slogans[1]), slogans[2]).size());
  } while (std::next_permutation(slogans.begin(), slogans.end()));
  std::cout << best << "\n";
}
