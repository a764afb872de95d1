#include <fstream>
#include <string>
#include <vector>

enum Verdict { kRight = 0, kWrong = 1, kMalformed = 2 };

int main(int, char** argv) {
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  int n = 0, m = 0, expected = 0, days = 0;
  input >> n >> m;
  answer >> expected;
  if (!(output >> days)) return kMalformed;
  std::vector<int> day;
  if (days != -1) {
    day.resize(n);
    for (int& d : day) {
      if (!(output >> d)) return kMalformed;
    }
  }
  std::string more;
  if (output >> more) return kMalformed;
  if (days != expected) return kWrong;
  if (days == -1) return kRight;
  for (const int d : day) {
    if (d < 1 || d > days) return kWrong;
  }
  for (int i = 0; i < m; ++i) {
    int u, v;
    input >> u >> v;
    if (day[u - 1] >= day[v - 1]) return kWrong;
  }
  return kRight;
}
