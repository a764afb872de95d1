#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 30'000, kMaxM = 40'000;

// True statements about random choirs, but for those whose number is `wrong` or more and that are
// drawn false with one chance in two.
void AddStatements(TestSet& tests, int64_t n, int64_t m, int64_t wrong, int64_t same_per_cent) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> choir = RandomList(rng, n + 1, 0, 1);
  std::string input = Line(n, m);
  for (int64_t i = 1; i <= m; ++i) {
    int64_t u = 0, v = 0;
    const bool wants_same = rng.Between(0, 99) < same_per_cent;
    for (int tries = 0; u == v || (tries < 8 && (choir[u] == choir[v]) != wants_same); ++tries) {
      u = rng.Between(1, n);
      v = rng.Between(1, n);
    }
    bool same = choir[u] == choir[v];
    if (i >= wrong && rng.Below(2) == 0) same = !same;
    input += Line(u, same ? "=" : "!", v);
  }
  tests.Add(input);
}

// A chain of statements in random order, and last one about its ends.
void AddChain(TestSet& tests, int64_t n, bool truth) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> choir = RandomList(rng, n + 1, 0, 1);
  std::string input = Line(n, n);
  for (const int64_t u : RandomPermutation(rng, n - 1)) {
    input += Line(u, choir[u] == choir[u + 1] ? "=" : "!", u + 1);
  }
  tests.Add(input + Line(n, (choir[1] == choir[n]) == truth ? "=" : "!", 1));
}

void AddTests(TestSet& tests) {
  tests.Add("2 1\n1 ! 2\n");
  tests.Add("2 2\n1 ! 2\n1 = 2\n");
  tests.Add("3 3\n1 ! 2\n2 ! 3\n1 ! 3\n");
  tests.Add("3 3\n1 ! 2\n2 ! 3\n3 = 1\n");
  tests.Add("4 4\n1 = 2\n3 = 4\n2 ! 3\n4 = 1\n");
  tests.Add("5 5\n1 ! 2\n2 ! 3\n3 ! 4\n4 ! 5\n5 ! 1\n");
  for (int64_t i = 0; i < 6; ++i) AddStatements(tests, 5 + i, 12, 6 + i, 20 + 10 * i);
  AddStatements(tests, 300, 1000, 400, 0);
  AddStatements(tests, 300, 1000, 400, 100);
  AddStatements(tests, 5000, 9000, 8000, 50);
  AddStatements(tests, kMaxN, kMaxM, kMaxM + 1, 40);
  AddStatements(tests, kMaxN, 30'000, 28'000, 0);
  AddChain(tests, 2000, false);
  AddChain(tests, 10'000, true);
  AddChain(tests, 20'000, false);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(2, kMaxN, "n");
  input.Space();
  const int64_t m = input.Int(1, kMaxM, "m");
  input.EndLine();
  for (int64_t i = 0; i < m; ++i) {
    const int64_t u = input.Int(1, n, "u");
    input.Space();
    input.Word(1, 1, "=!", "a sign");
    input.Space();
    input.Check(input.Int(1, n, "v") != u, "expected two singers");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC5C = {"c5/c_two_choirs", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
