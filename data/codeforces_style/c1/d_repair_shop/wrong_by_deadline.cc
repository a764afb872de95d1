#include <algorithm>
#include <cstdint>
#include <iostream>
#include <utility>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<std::pair<int, int>> orders(n);
  for (auto& [deadline, pay] : orders) {
    std::cin >> deadline >> pay;
    pay = -pay;
  }
  std::sort(orders.begin(), orders.end());
  int64_t income = 0;
  int day = 0;
  for (const auto& [deadline, pay] : orders) {
    if (day >= deadline) continue;
    ++day;
    income -= pay;
  }
  std::cout << income << "\n";
}
