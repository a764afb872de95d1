// After a fixed part of the program, the distance is a convex function of the number of rounds
// before: it is largest in the first round or in the last.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

struct Place {
  int64_t x = 0, y = 0;

  void Move(char c) {
    x += (c == 'R') - (c == 'L');
    y += (c == 'U') - (c == 'D');
  }
  int64_t Distance() const { return std::abs(x) + std::abs(y); }
};

// The largest distance in a round that begins at `place`; moves it to the round's end.
int64_t Farthest(const std::string& program, Place& place) {
  int64_t farthest = place.Distance();
  for (const char c : program) {
    place.Move(c);
    farthest = std::max(farthest, place.Distance());
  }
  return farthest;
}

}  // namespace

int main() {
  int64_t k;
  std::string program;
  std::cin >> k >> program;
  Place place;
  const int64_t first = Farthest(program, place);
  place.x *= k - 1;
  place.y *= k - 1;
  std::cout << std::max(first, Farthest(program, place)) << "\n";
}
