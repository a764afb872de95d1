#include <cstdint>
#include <fstream>
#include <string>

enum Verdict { kRight = 0, kWrong = 1, kMalformed = 2 };

int main(int, char** argv) {
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  int64_t n = 0, a = 0, b = 0, expected = 0, x = 0, y = 0;
  input >> n >> a >> b;
  answer >> expected;
  if (!(output >> x) || (x != -1 && !(output >> y))) return kMalformed;
  std::string more;
  if (output >> more) return kMalformed;
  if (x == -1) return expected == -1 ? kRight : kWrong;
  if (x < 0 || y < 0 || x > n || y > n) return kWrong;
  return a * x + b * y == n ? kRight : kWrong;
}
