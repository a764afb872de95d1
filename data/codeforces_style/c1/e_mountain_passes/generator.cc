#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 10'000, kMaxM = 20'000, kMaxHeight = 1'000'000;

struct Shape {
  int64_t n, m, k;
  int64_t reach;  // roads join villages whose numbers differ by at most this
  int64_t most_height;
};

void AddRandom(TestSet& tests, const Shape& shape) {
  base::Rng rng = tests.NextRng();
  std::string input = Line(shape.n, shape.m, shape.k);
  for (int64_t i = 0; i < shape.m; ++i) {
    const int64_t u = rng.Between(1, shape.n - 1);
    const int64_t v = std::min(shape.n, u + rng.Between(1, shape.reach));
    const int64_t height = rng.Between(1, shape.most_height);
    input += rng.Below(2) == 0 ? Line(u, v, height) : Line(v, u, height);
  }
  tests.Add(input);
}

// A low way of many roads beside a high way of few.
void AddTwoWays(TestSet& tests, int64_t low_roads, int64_t k) {
  base::Rng rng = tests.NextRng();
  const int64_t n = low_roads + 1;
  std::string input = Line(n, low_roads + 2, k);
  for (int64_t v = 1; v < n; ++v) input += Line(v, v + 1, rng.Between(100, 200));
  input += Line(1, n / 2, 900) + Line(n / 2, n, 50);
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("2 1 0\n1 2 1\n");
  tests.Add("2 1 1\n2 1 1000000\n");
  tests.Add("2 2 0\n1 2 7\n2 1 6\n");
  tests.Add("3 1 0\n2 3 4\n");
  AddTwoWays(tests, 6, 1);
  AddTwoWays(tests, 9999, 1);
  AddTwoWays(tests, 9999, 5000);
  for (int64_t i = 0; i < 8; ++i) AddRandom(tests, {8 + i, 14 + 2 * i, i % 4, 4, 20});
  AddRandom(tests, {1000, 3000, 5, 40, 1000});
  AddRandom(tests, {2000, 5000, 0, 30, kMaxHeight});
  AddRandom(tests, {5000, 10'000, 50, 30, kMaxHeight});
  AddRandom(tests, {4000, 8000, 3, 4000, kMaxHeight});
  AddRandom(tests, {kMaxN, kMaxM, 20, 1000, kMaxHeight});
  AddRandom(tests, {2000, kMaxM, 150, 3, kMaxHeight});
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(2, kMaxN, "n");
  input.Space();
  const int64_t m = input.Int(1, kMaxM, "m");
  input.Space();
  input.Int(0, m, "k");
  input.EndLine();
  for (int64_t i = 0; i < m; ++i) {
    const int64_t u = input.Int(1, n, "u");
    input.Space();
    input.Check(input.Int(1, n, "v") != u, "expected a road between two villages");
    input.Space();
    input.Int(1, kMaxHeight, "h");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC1E = {"c1/e_mountain_passes", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
