#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 20'000, kMaxTime = 1'000'000'000;

void AddRandom(TestSet& tests, int64_t n, int64_t last, int64_t longest) {
  base::Rng rng = tests.NextRng();
  std::string input = Line(n);
  for (int64_t i = 0; i < n; ++i) {
    const int64_t length = rng.Between(1, longest), begin = rng.Between(0, last - length);
    input += Line(begin, begin + length);
  }
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("1\n0 1\n");
  tests.Add("1\n0 1000000000\n");
  tests.Add("3\n0 10\n2 3\n5 6\n");  // two short watches inside a long one
  tests.Add("3\n0 10\n0 10\n0 11\n");
  tests.Add("4\n1 2\n2 3\n3 4\n4 5\n");
  tests.Add("4\n0 4\n1 5\n2 6\n3 7\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 3 + i, 20, 3 + i);
  AddRandom(tests, 500, 1000, 3);
  AddRandom(tests, 5000, kMaxTime, 300'000);
  AddRandom(tests, 5000, kMaxTime, kMaxTime);
  AddRandom(tests, 10'000, 30'000, 1);
  AddRandom(tests, kMaxN, kMaxTime, 100'000);
  std::string nested = Line(10'000);
  for (int64_t i = 0; i < 10'000; ++i) nested += Line(i, kMaxTime - 2 * i);
  tests.Add(nested);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  for (int64_t i = 0; i < n; ++i) {
    const int64_t begin = input.Int(0, kMaxTime - 1, "l");
    input.Space();
    input.Int(begin + 1, kMaxTime, "r");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC3B = {"c3/b_lone_watch", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
