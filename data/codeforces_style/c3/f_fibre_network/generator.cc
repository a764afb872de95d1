#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 30'000, kMaxM = 40'000, kMaxQ = 30'000;

std::string RandomPairs(base::Rng& rng, int64_t count, int64_t n) {
  std::string lines;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t u = rng.Between(1, n), v = rng.Between(1, n - 1);
    lines += Line(u, v < u ? v : v + 1);
  }
  return lines;
}

void AddRandom(TestSet& tests, int64_t n, int64_t m, int64_t q) {
  base::Rng rng = tests.NextRng();
  const std::string cables = RandomPairs(rng, m, n);
  tests.Add(Line(n, m, q) + cables + RandomPairs(rng, q, n));
}

// A tree whose cables are laid in random order.
void AddTree(TestSet& tests, int64_t n, int64_t reach, int64_t q) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> parents = RandomParents(rng, n, reach),
                             names = RandomPermutation(rng, n);
  std::string cables;
  for (const int64_t child : RandomPermutation(rng, n - 1)) {
    cables += Line(names[child], names[parents[child - 1] - 1]);
  }
  tests.Add(Line(n, n - 1, q) + cables + RandomPairs(rng, q, n));
}

void AddTests(TestSet& tests) {
  tests.Add("2 1 1\n1 2\n2 1\n");
  tests.Add("3 1 2\n1 2\n3 1\n1 2\n");
  tests.Add("4 4 2\n1 2\n2 1\n1 2\n4 3\n4 3\n2 3\n");
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, 5 + i, 4 + i, 12);
  for (int64_t reach = 1; reach <= 8; reach *= 2) AddTree(tests, 40, reach, 60);
  AddRandom(tests, 500, 600, 500);
  AddTree(tests, 3000, 3000, 2000);
  AddTree(tests, kMaxN, 1, 10'000);
  AddRandom(tests, kMaxN, kMaxM, kMaxQ);
  AddRandom(tests, 10'000, 5000, 5000);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(2, kMaxN, "n");
  input.Space();
  const int64_t m = input.Int(1, kMaxM, "m");
  input.Space();
  const int64_t q = input.Int(1, kMaxQ, "q");
  input.EndLine();
  for (int64_t i = 0; i < m + q; ++i) {
    const int64_t u = input.Int(1, n, "a town");
    input.Space();
    input.Check(input.Int(1, n, "a town") != u, "expected two towns");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC3F = {"c3/f_fibre_network", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
