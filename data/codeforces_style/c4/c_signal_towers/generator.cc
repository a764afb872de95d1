#include <algorithm>
#include <functional>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000, kMaxHeight = 100'000;

void AddTowers(TestSet& tests, const std::vector<int64_t>& heights) {
  tests.Add(Line(heights.size()) + ListLine(heights));
}

void AddTests(TestSet& tests) {
  AddTowers(tests, {4, 4});
  AddTowers(tests, {4, 4, 4});
  AddTowers(tests, {2, 2, 3});
  AddTowers(tests, {3, 2, 2});
  AddTowers(tests, {3, 1, 3, 1, 3});
  AddTowers(tests, {5, 1, 2, 1, 4, 4, 1, 5});
  for (int64_t i = 0; i < 8; ++i) {
    base::Rng rng = tests.NextRng();
    AddTowers(tests, RandomList(rng, 6 + i, 1, 2 + i));
  }
  base::Rng rng = tests.NextRng();
  AddTowers(tests, RandomList(rng, 2000, 1, kMaxHeight));
  AddTowers(tests, RandomList(rng, 5000, 1, 3));
  AddTowers(tests, RandomList(rng, 20'000, 1, 500));
  AddTowers(tests, std::vector<int64_t>(20'000, kMaxHeight));
  std::vector<int64_t> falling = RandomPermutation(rng, kMaxN);
  std::sort(falling.begin(), falling.end(), std::greater<int64_t>());
  AddTowers(tests, falling);
  AddTowers(tests, {falling.rbegin(), falling.rbegin() + 30'000});
  AddTowers(tests, RandomList(rng, 40'000, kMaxHeight / 2, kMaxHeight));
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  input.IntLine(n, 1, kMaxHeight, "h");
}

}  // namespace

const ProblemGenerator kC4C = {"c4/c_signal_towers", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
