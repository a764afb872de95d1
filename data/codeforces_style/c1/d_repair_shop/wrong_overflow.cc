#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<std::pair<int, int>> orders(n);
  for (auto& [deadline, pay] : orders) std::cin >> deadline >> pay;
  std::sort(orders.begin(), orders.end());
  std::priority_queue<int, std::vector<int>, std::greater<int>> taken;
  for (const auto& [deadline, pay] : orders) {
    taken.push(pay);
    if (static_cast<int>(taken.size()) > deadline) taken.pop();
  }
  unsigned income = 0;
  for (; !taken.empty(); taken.pop()) income += taken.top();
  std::cout << income << "\n";
}
