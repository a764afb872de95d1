#include <iostream>
#include <utility>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<std::pair<int, long long>> seen;  // height, how many of it
  long long pairs = 0;
  for (int i = 0; i < n; ++i) {
    int height;
    std::cin >> height;
    long long equal = 0;
    while (!seen.empty() && seen.back().first <= height) {
      pairs += seen.back().second;
      if (seen.back().first == height) equal = seen.back().second;
      seen.pop_back();
    }
    if (!seen.empty()) ++pairs;
    seen.emplace_back(height, equal + 1);
  }
  std::cout << pairs << "\n";
}
