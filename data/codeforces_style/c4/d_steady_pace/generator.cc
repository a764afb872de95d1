#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 20'000, kMaxRun = 1'000'000;

void AddRandom(TestSet& tests, int64_t n, int64_t k, int64_t lo, int64_t hi) {
  base::Rng rng = tests.NextRng();
  tests.Add(Line(n, k) + ListLine(RandomList(rng, n, lo, hi)));
}

void AddTests(TestSet& tests) {
  tests.Add("1 1\n0\n");
  tests.Add("1 1\n1000000\n");
  tests.Add("3 1\n5 7 6\n");
  tests.Add("3 2\n7 0 7\n");  // all three days beat any two
  tests.Add("4 4\n0 0 0 0\n");
  tests.Add("7 2\n0 6 1 6 6 1 6\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 6 + i, 2 + i / 2, 0, 30);
  AddRandom(tests, 300, 7, 0, kMaxRun);
  AddRandom(tests, 3000, 2999, 0, 2);
  AddRandom(tests, 5000, 1, 0, kMaxRun - 1);
  AddRandom(tests, kMaxN, 10'000, 0, kMaxRun);
  AddRandom(tests, kMaxN, 100, 0, 1000);
  AddRandom(tests, kMaxN, 3, kMaxRun - 2, kMaxRun);
  AddRandom(tests, kMaxN, kMaxN, 0, kMaxRun);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  input.Int(1, n, "k");
  input.EndLine();
  input.IntLine(n, 0, kMaxRun, "a");
}

}  // namespace

const ProblemGenerator kC4D = {"c4/d_steady_pace", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
