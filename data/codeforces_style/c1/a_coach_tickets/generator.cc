#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMax = 1'000'000'000;

void AddTests(TestSet& tests) {
  tests.Add(Line(1, 1, 1, 1));
  tests.Add(Line(1, kMax, kMax, 1));
  tests.Add(Line(kMax, kMax, kMax, kMax));
  tests.Add(Line(kMax, kMax, 1, kMax));
  tests.Add(Line(kMax, kMax, kMax - 1, kMax));
  tests.Add(Line(kMax, 1, 2, 2));
  tests.Add(Line(999'999'999, 7, 1000, 6999));
  tests.Add(Line(11, 3, 4, 9));  // three groups, the last one short
  tests.Add(Line(9, 3, 4, 9));   // one pupil left over
  tests.Add(Line(4, 3, 4, 13));  // a group ticket is no bargain
  for (int64_t most = 10; most <= kMax; most *= 10) {
    base::Rng rng = tests.NextRng();
    const int64_t k = rng.Between(1, most), a = rng.Between(1, kMax / k);
    const int64_t n = rng.Between(1, most), b = rng.Between(1, k * a);
    tests.Add(Line(n, a, k, b));
  }
}

void Validate(InputReader& input) {
  for (const char* name : {"n", "a", "k", "b"}) {
    input.Int(1, kMax, name);
    if (*name == 'b') break;
    input.Space();
  }
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC1A = {"c1/a_coach_tickets", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
