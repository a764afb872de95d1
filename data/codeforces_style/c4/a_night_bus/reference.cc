#include <iostream>

int main() {
  constexpr int kDay = 24 * 60;
  int hour[2], minute[2];
  char colon;
  for (int i = 0; i < 2; ++i) std::cin >> hour[i] >> colon >> minute[i];
  const int later = (hour[1] - hour[0]) * 60 + minute[1] - minute[0];
  std::cout << (later > 0 ? later : later + kDay) << "\n";
}
