#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000, kMaxM = 1'000'000'000, kMaxGain = 10'000;

void AddRandom(TestSet& tests, int64_t n, int64_t m, int64_t lo, int64_t hi) {
  base::Rng rng = tests.NextRng();
  tests.Add(Line(n, m) + ListLine(RandomList(rng, n, lo, hi)));
}

void AddTests(TestSet& tests) {
  tests.Add("1 1\n0\n");
  tests.Add("1 1000000000\n-10000\n");
  tests.Add("3 2\n1 -1 1\n");
  tests.Add("4 7\n-7 -14 0 7\n");
  tests.Add("3 5\n-2 -3 5\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 5 + i, 2 + i, -9, 9);
  AddRandom(tests, 3000, 17, 0, 100);
  AddRandom(tests, 3000, kMaxM, -1, 1);
  AddRandom(tests, 20'000, 5000, -kMaxGain, kMaxGain);
  AddRandom(tests, 20'000, 999'999'937, kMaxGain - 5, kMaxGain);
  AddRandom(tests, kMaxN, 1, 0, 9);  // every stretch is fair
  AddRandom(tests, kMaxN, kMaxM, 0, 0);
  AddRandom(tests, 60'000, 60'000, -kMaxGain, kMaxGain);
  AddRandom(tests, 30'000, 2, -kMaxGain, -kMaxGain + 3);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  input.Int(1, kMaxM, "m");
  input.EndLine();
  input.IntLine(n, -kMaxGain, kMaxGain, "a");
}

}  // namespace

const ProblemGenerator kC2C = {"c2/c_fair_ledger", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
