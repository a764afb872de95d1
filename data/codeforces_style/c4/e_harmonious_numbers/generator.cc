#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMax = 1'000'000'000'000'000'000, kMaxM = 50;

// 1 to `most`, for limits beyond 32 bits.
int64_t Below(base::Rng& rng, int64_t most) {
  return 1 + static_cast<int64_t>(rng.U64() % static_cast<uint64_t>(most));
}

void AddRandom(TestSet& tests, int64_t most, int64_t m) {
  base::Rng rng = tests.NextRng();
  const int64_t a = Below(rng, most), b = Below(rng, most);
  tests.Add(Line(std::min(a, b), std::max(a, b), m));
}

void AddTests(TestSet& tests) {
  tests.Add(Line(1, 1, 1));
  tests.Add(Line(1, 1, 2));
  tests.Add(Line(kMax, kMax, 1));
  tests.Add(Line(1, kMax, 1));
  tests.Add(Line(1, kMax, 49));
  tests.Add(Line(1, kMax, kMaxM));
  tests.Add(Line(kMax - 1, kMax, 9));
  tests.Add(Line(9, 9, 9));
  tests.Add(Line(12, 84, 12));
  tests.Add(Line(18, 18, 6));
  for (int64_t most = 100; most <= 1'000'000; most *= 10) {
    for (const int64_t m : {3, 7}) AddRandom(tests, most, m);
  }
  for (const int64_t m : {2, 10, 31, 47}) AddRandom(tests, kMax, m);
}

void Validate(InputReader& input) {
  const int64_t l = input.Int(1, kMax, "l");
  input.Space();
  input.Int(l, kMax, "r");
  input.Space();
  input.Int(1, kMaxM, "m");
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC4E = {"c4/e_harmonious_numbers", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
