#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 10'000, kMaxM = 20'000;

// Conditions along a random order, between tasks at most `reach` apart in it; and one condition
// against the order if `cycle`.
void AddRandom(TestSet& tests, int64_t n, int64_t m, int64_t reach, bool cycle) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> order = RandomPermutation(rng, n);
  std::string input = Line(n, m + (cycle ? 1 : 0));
  int64_t u = 0, v = 0;
  for (int64_t i = 0; i < m; ++i) {
    u = rng.Between(0, n - 2);
    v = rng.Between(u + 1, std::min(n - 1, u + reach));
    input += Line(order[u], order[v]);
  }
  if (cycle) input += Line(order[v], order[u]);
  tests.Add(input);
}

// Each task waits for the one before it, in random numbering.
void AddChain(TestSet& tests, int64_t n, bool cycle) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> order = RandomPermutation(rng, n);
  std::string input = Line(n, n - 1 + (cycle ? 1 : 0));
  for (int64_t i = n - 1; i > 0; --i) input += Line(order[i - 1], order[i]);
  if (cycle) input += Line(order[n - 1], order[0]);
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("1 0\n");
  tests.Add("3 0\n");
  tests.Add("3 3\n1 2\n2 3\n1 3\n");
  tests.Add("3 4\n3 1\n3 1\n1 2\n3 2\n");
  tests.Add("4 4\n1 2\n2 3\n3 4\n4 2\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 5 + i, 6 + i, 3, i == 3);
  AddRandom(tests, 1000, 3000, 20, false);
  AddRandom(tests, 1000, 3000, 20, true);
  AddRandom(tests, kMaxN, 5000, kMaxN, false);
  AddRandom(tests, kMaxN, kMaxM, 100, false);
  AddRandom(tests, kMaxN, kMaxM - 1, 10, true);
  AddChain(tests, kMaxN, false);
  AddChain(tests, kMaxN, true);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  const int64_t m = input.Int(0, kMaxM, "m");
  input.EndLine();
  for (int64_t i = 0; i < m; ++i) {
    const int64_t u = input.Int(1, n, "u");
    input.Space();
    input.Check(input.Int(1, n, "v") != u, "expected two tasks in a condition");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC3D = {"c3/d_theatre_set", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
