#include <array>
#include <fstream>
#include <string>

enum Verdict { kRight = 0, kWrong = 1, kMalformed = 2 };

int main(int, char** argv) {
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  std::string tiles, row, expected, more;
  input >> tiles;
  answer >> expected;
  if (!(output >> row) || output >> more) return kMalformed;
  std::array<int, 256> left = {};
  for (const unsigned char c : tiles) ++left[c];
  for (const unsigned char c : row) {
    if (--left[c] < 0) return kWrong;
  }
  const bool same = row == std::string(row.rbegin(), row.rend());
  return same && row.size() == expected.size() ? kRight : kWrong;
}
