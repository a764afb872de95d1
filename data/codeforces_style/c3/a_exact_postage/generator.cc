#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMax = 1'000'000;

void AddTests(TestSet& tests) {
  tests.Add(Line(1, 1, 1));
  tests.Add(Line(1, 2, 1));
  tests.Add(Line(1, 2, 2));
  tests.Add(Line(kMax, kMax, kMax));
  tests.Add(Line(kMax - 1, kMax, kMax));
  tests.Add(Line(kMax, 1, kMax));
  tests.Add(Line(kMax, 2, 999'999));
  tests.Add(Line(999'999, 2, 4));
  tests.Add(Line(kMax - 7, 9, 12));
  tests.Add(Line(12, 5, 4));  // 5 and 4 cents: not with two stamps of 5
  tests.Add(Line(18, 6, 9));
  tests.Add(Line(23, 7, 9));
  tests.Add(Line(999'983, 999, 1000));
  for (int64_t most = 10; most <= kMax; most *= 10) {
    for (int i = 0; i < 2; ++i) {
      base::Rng rng = tests.NextRng();
      const int64_t n = rng.Between(most / 2, most);
      const int64_t a = rng.Between(2, n / 3 + 2);
      tests.Add(Line(n, a, rng.Between(2, n / 2)));
    }
  }
}

void Validate(InputReader& input) {
  input.Int(1, kMax, "n");
  input.Space();
  input.Int(1, kMax, "a");
  input.Space();
  input.Int(1, kMax, "b");
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC3A = {"c3/a_exact_postage", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
