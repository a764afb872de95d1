// The beginnings and ends in order of time; between two of them the number of guards is constant.
#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  std::cin >> n;
  std::vector<std::pair<int, int>> events;  // time, change of the number of guards
  for (int i = 0; i < n; ++i) {
    int begin, end;
    std::cin >> begin >> end;
    events.emplace_back(begin, 1);
    events.emplace_back(end, -1);
  }
  std::sort(events.begin(), events.end());
  int minutes = 0, guards = 0, last = 0;
  for (const auto& [time, change] : events) {
    if (guards == 1) minutes += time - last;
    guards += change;
    last = time;
  }
  std::cout << minutes << "\n";
}
