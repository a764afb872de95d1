#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 1000, kMaxSteps = 1'000'000'000;

void AddBand(TestSet& tests, const std::vector<int64_t>& steps) {
  tests.Add(Line(steps.size()) + ListLine(steps));
}

// In step from the musician `first` on, out of step before.
std::vector<int64_t> Halves(base::Rng& rng, int64_t n, int64_t first) {
  std::vector<int64_t> steps = RandomList(rng, n, 0, kMaxSteps / 2 - 1);
  for (int64_t i = 0; i < n; ++i) steps[i] = 2 * steps[i] + (i + (i < first)) % 2;
  return steps;
}

void AddTests(TestSet& tests) {
  AddBand(tests, {0});
  AddBand(tests, {0, 1});
  AddBand(tests, {4, 4});
  AddBand(tests, {kMaxSteps, kMaxSteps, kMaxSteps});
  AddBand(tests, {1, 2, 4, 5, 8, 9});
  AddBand(tests, std::vector<int64_t>(kMaxN, 0));
  AddBand(tests, std::vector<int64_t>(kMaxN - 1, kMaxSteps - 1));
  base::Rng rng = tests.NextRng();
  for (const int64_t first : {0, 1, 2, 499, 500, 501, 999}) {
    AddBand(tests, Halves(rng, kMaxN, first));
  }
  for (int64_t n = 3; n <= 10; ++n) AddBand(tests, RandomList(rng, n, 0, 9));
  AddBand(tests, RandomList(rng, kMaxN, 0, kMaxSteps));
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  input.IntLine(n, 0, kMaxSteps, "a");
}

}  // namespace

const ProblemGenerator kC2A = {"c2/a_marching_band", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
