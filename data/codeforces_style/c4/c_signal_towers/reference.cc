// The stack holds, from left to right, the towers that can still be seen: heights fall strictly.
#include <iostream>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  std::cin >> n;
  std::vector<int> seen;
  long long pairs = 0;
  for (int i = 0; i < n; ++i) {
    int height;
    std::cin >> height;
    while (!seen.empty() && seen.back() < height) {
      ++pairs;
      seen.pop_back();
    }
    if (!seen.empty()) {
      ++pairs;
      if (seen.back() == height) seen.pop_back();
    }
    seen.push_back(height);
  }
  std::cout << pairs << "\n";
}
