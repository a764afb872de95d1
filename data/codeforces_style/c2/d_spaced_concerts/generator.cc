#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 1500, kMaxGain = 1'000'000'000;

void AddRandom(TestSet& tests, int64_t n, int64_t k, int64_t g, int64_t lo, int64_t hi) {
  base::Rng rng = tests.NextRng();
  tests.Add(Line(n, k, g) + ListLine(RandomList(rng, n, lo, hi)));
}

void AddTests(TestSet& tests) {
  tests.Add("1 1 1\n-1000000000\n");
  tests.Add("3 2 2\n4 9 4\n");
  tests.Add("3 1 3\n4 9 4\n");
  tests.Add("5 2 2\n-1 -2 -3 -4 -5\n");
  tests.Add("6 3 1\n1 6 2 5 3 4\n");
  for (int64_t i = 0; i < 8; ++i) {
    const int64_t g = 2 + i % 3, n = 9 + i;
    AddRandom(tests, n, 1 + (n - 1) / g - i % 2, g, i < 4 ? 1 : -20, 20);
  }
  AddRandom(tests, 200, 20, 7, -1000, 1000);
  AddRandom(tests, 1000, 10, 99, 1, kMaxGain);
  AddRandom(tests, kMaxN, kMaxN, 1, -kMaxGain, kMaxGain);
  AddRandom(tests, kMaxN, 750, 2, kMaxGain - 1000, kMaxGain);
  AddRandom(tests, kMaxN, 700, 2, -kMaxGain, -kMaxGain + 1000);
  AddRandom(tests, kMaxN, 400, 3, -kMaxGain, kMaxGain);
  AddRandom(tests, kMaxN, 1, kMaxN, -kMaxGain, kMaxGain);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  const int64_t k = input.Int(1, n, "k");
  input.Space();
  const int64_t g = input.Int(1, n, "g");
  input.EndLine();
  input.Check((k - 1) * g + 1 <= n, "expected room for k concerts");
  input.IntLine(n, -kMaxGain, kMaxGain, "a");
}

}  // namespace

const ProblemGenerator kC2D = {"c2/d_spaced_concerts", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
