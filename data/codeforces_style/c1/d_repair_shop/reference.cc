// By deadline; when the days up to a deadline do not suffice, the order that pays least is dropped.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  std::cin >> n;
  std::vector<std::pair<int, int>> orders(n);
  for (auto& [deadline, pay] : orders) std::cin >> deadline >> pay;
  std::sort(orders.begin(), orders.end());
  std::priority_queue<int, std::vector<int>, std::greater<int>> taken;
  int64_t income = 0;
  for (const auto& [deadline, pay] : orders) {
    taken.push(pay);
    income += pay;
    if (static_cast<int>(taken.size()) > deadline) {
      income -= taken.top();
      taken.pop();
    }
  }
  std::cout << income << "\n";
}
