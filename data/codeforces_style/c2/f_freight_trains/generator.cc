#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000, kMaxCrew = 1'000'000'000'000'000, kMaxWeight = 10'000;

void AddRandom(TestSet& tests, int64_t n, int64_t c, int64_t lo, int64_t hi) {
  base::Rng rng = tests.NextRng();
  tests.Add(Line(n, c) + ListLine(RandomList(rng, n, lo, hi)));
}

void AddTests(TestSet& tests) {
  tests.Add("1 0\n1\n");
  tests.Add("1 1000000000000000\n10000\n");
  tests.Add("2 3\n1 1\n");
  tests.Add("2 2\n1 1\n");
  tests.Add("4 10\n1 5 1 1\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 5 + i, 20 + 30 * i, 1, 9);
  AddRandom(tests, 300, 100'000, 1, 100);
  AddRandom(tests, 300, 0, 1, kMaxWeight);
  AddRandom(tests, 5000, 1'000'000'000'000, 1, kMaxWeight);
  AddRandom(tests, 5000, kMaxCrew, kMaxWeight / 2, kMaxWeight);
  AddRandom(tests, 30'000, 5'000'000'000, 1, kMaxWeight);
  AddRandom(tests, kMaxN, 1'000'000, 1, 9);
  AddRandom(tests, 60'000, 1'000'000'000'000'000, kMaxWeight - 9, kMaxWeight);
  AddRandom(tests, kMaxN, kMaxCrew, 1, 99);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  input.Int(0, kMaxCrew, "c");
  input.EndLine();
  input.IntLine(n, 1, kMaxWeight, "a");
}

}  // namespace

const ProblemGenerator kC2F = {"c2/f_freight_trains", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
