#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 10'000, kMaxPrice = 1'000'000'000;

void AddPrices(TestSet& tests, const std::vector<int64_t>& prices) {
  tests.Add(Line(prices.size()) + ListLine(prices));
}

void AddTests(TestSet& tests) {
  AddPrices(tests, {1});
  AddPrices(tests, {5, 1, 3});
  AddPrices(tests, {1, 2, 3, 4});
  AddPrices(tests, {4, 3, 2, 1, 5});
  AddPrices(tests, {9, 1, 1, 9, 1, 9});
  AddPrices(tests, {kMaxPrice, kMaxPrice, kMaxPrice, kMaxPrice, kMaxPrice, kMaxPrice});
  base::Rng rng = tests.NextRng();
  for (int64_t n = 6; n < 15; ++n) AddPrices(tests, RandomList(rng, n, 1, 20));
  AddPrices(tests, RandomList(rng, 1000, 1, 1000));
  AddPrices(tests, RandomList(rng, 4001, 1, kMaxPrice));
  AddPrices(tests, RandomList(rng, kMaxN, 1, kMaxPrice));
  AddPrices(tests, std::vector<int64_t>(kMaxN - 1, kMaxPrice));
  std::vector<int64_t> sorted = RandomList(rng, 3000, 1, kMaxPrice);
  std::sort(sorted.begin(), sorted.end());
  AddPrices(tests, sorted);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  input.IntLine(n, 1, kMaxPrice, "p");
}

}  // namespace

const ProblemGenerator kC4B = {"c4/b_third_one_free", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
