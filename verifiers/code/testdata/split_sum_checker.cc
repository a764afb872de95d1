// The special judge of the shared cases' problem split_sum: two positive integers whose sum is the
// input, and nothing else.
#include <fstream>
#include <string>

int main(int, char** argv) {
  std::ifstream input(argv[1]), output(argv[2]);
  long long sum = 0, a = 0, b = 0;
  input >> sum;
  if (!(output >> a >> b)) return 2;
  std::string more;
  if (output >> more) return 4;
  return a > 0 && b > 0 && a + b == sum ? 0 : 1;
}
