#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 30'000;

void AddRandom(TestSet& tests, int64_t n, int64_t q, int64_t titles) {
  base::Rng rng = tests.NextRng();
  std::string input = Line(n, q) + ListLine(RandomList(rng, n, 1, titles));
  for (int64_t i = 0; i < q; ++i) {
    const int64_t a = rng.Between(1, n), b = rng.Between(1, n);
    input += Line(std::min(a, b), std::max(a, b));
  }
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("1 1\n1\n1 1\n");
  tests.Add("2 3\n2 2\n1 2\n1 1\n2 2\n");
  tests.Add("3 2\n1 1 1\n1 3\n2 3\n");
  tests.Add("5 3\n4 4 4 4 4\n1 5\n2 3\n3 5\n");
  for (int64_t i = 0; i < 9; ++i) AddRandom(tests, 6 + i, 15, 2 + i / 2);
  AddRandom(tests, 500, 500, 100);
  AddRandom(tests, 1000, 1000, 1000);
  AddRandom(tests, 3000, 3000, 1);
  AddRandom(tests, 5000, 5000, 2500);
  AddRandom(tests, kMaxN, kMaxN, 15'000);
  AddRandom(tests, kMaxN, 10'000, kMaxN);
  AddRandom(tests, kMaxN, 10'000, 300);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  const int64_t q = input.Int(1, kMaxN, "q");
  input.EndLine();
  input.IntLine(n, 1, n, "t");
  for (int64_t i = 0; i < q; ++i) {
    const int64_t left = input.Int(1, n, "l");
    input.Space();
    input.Int(left, n, "r");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC4F = {"c4/f_twin_shelves", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
