#include <fstream>
#include <string>

enum Verdict { kRight = 0, kWrong = 1, kMalformed = 2 };

// Whether the letters of `part` stand in `whole` in this order.
static bool Holds(const std::string& whole, const std::string& part) {
  size_t found = 0;
  for (const char c : whole) found += found < part.size() && c == part[found];
  return found == part.size();
}

int main(int, char** argv) {
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  std::string first, second, list, expected, more;
  input >> first >> second;
  answer >> expected;
  if (!(output >> list) || output >> more) return kMalformed;
  if (list.size() != expected.size()) return kWrong;
  return Holds(list, first) && Holds(list, second) ? kRight : kWrong;
}
