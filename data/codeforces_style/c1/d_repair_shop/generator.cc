#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 50'000, kMaxDay = 1'000'000'000, kMaxPay = 1'000'000;

void AddRandom(TestSet& tests, int64_t n, int64_t last_day, int64_t least_pay, int64_t most_pay) {
  base::Rng rng = tests.NextRng();
  std::string input = Line(n);
  for (int64_t i = 0; i < n; ++i) {
    const int64_t day = rng.Between(1, last_day);
    input += Line(day, rng.Between(least_pay, most_pay));
  }
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("1\n1 1\n");
  tests.Add("1\n1000000000 1000000\n");
  tests.Add("3\n1 5\n1 6\n1 7\n");
  tests.Add("3\n2 1\n3 10\n3 10\n");  // an early order that pays little is given up
  tests.Add("3\n1 9\n3 10\n3 10\n");  // the best paid must wait
  tests.Add("4\n1 9\n4 10\n4 10\n2 8\n");
  for (int i = 0; i < 8; ++i) AddRandom(tests, 6 + i, 3 + i, 1, 20);
  AddRandom(tests, 1000, 700, 1, 100);
  AddRandom(tests, 5000, 5000, 1, kMaxPay);
  AddRandom(tests, 8000, 6000, 1, kMaxPay);
  AddRandom(tests, 5000, kMaxDay, kMaxPay, kMaxPay);
  AddRandom(tests, kMaxN, 30'000, kMaxPay / 2, kMaxPay);
  AddRandom(tests, 10'000, 10, 1, kMaxPay);
  // Every day is early enough and late enough: the search for a free day is longest.
  std::string input = Line(kMaxN);
  for (int64_t i = 0; i < kMaxN; ++i) input += Line(kMaxN, 1 + i % 9);
  tests.Add(input);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  for (int64_t i = 0; i < n; ++i) {
    input.Int(1, kMaxDay, "d");
    input.Space();
    input.Int(1, kMaxPay, "p");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC1D = {"c1/d_repair_shop", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
