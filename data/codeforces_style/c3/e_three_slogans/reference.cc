// A slogan inside another needs nothing of its own. The others stand in one of the six orders, each
// overlapping the next as far as it can; overlaps come from the prefix function.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace {

// The longest suffix of `left` that is a prefix of `right`, and not longer than either.
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

// Whether `outer` contains `inner`.
bool Contains(const std::string& outer, const std::string& inner) {
  const std::string text = inner + '#' + outer;
  std::vector<int> border(text.size());
  for (size_t i = 1; i < text.size(); ++i) {
    int length = border[i - 1];
    while (length > 0 && text[i] != text[length]) length = border[length - 1];
    border[i] = length + (text[i] == text[length]);
    if (border[i] == static_cast<int>(inner.size())) return true;
  }
  return false;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::vector<std::string> slogans(3);
  for (std::string& slogan : slogans) std::cin >> slogan;
  std::sort(slogans.begin(), slogans.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::vector<std::string> needed;
  for (const std::string& slogan : slogans) {
    const bool inside = std::any_of(needed.begin(), needed.end(), [&](const std::string& outer) {
      return Contains(outer, slogan);
    });
    if (!inside) needed.push_back(slogan);
  }
  const int n = static_cast<int>(needed.size());
  std::vector<std::vector<int>> overlap(n, std::vector<int>(n));
  int letters = 0;
  for (int i = 0; i < n; ++i) {
    letters += static_cast<int>(needed[i].size());
    for (int j = 0; j < n; ++j) {
      if (i != j) overlap[i][j] = Overlap(needed[i], needed[j]);
    }
  }
  std::vector<int> order(n);
  for (int i = 0; i < n; ++i) order[i] = i;
  int saved = 0;
  do {
    int sum = 0;
    for (int i = 1; i < n; ++i) sum += overlap[order[i - 1]][order[i]];
    saved = std::max(saved, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  std::cout << letters - saved << "\n";
}
