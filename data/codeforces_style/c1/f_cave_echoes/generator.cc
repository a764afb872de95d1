#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000, kTones = 1 << 20;

void AddTree(TestSet& tests, int64_t n, int64_t reach, int64_t tones, int64_t q) {
  base::Rng rng = tests.NextRng();
  std::string input = Line(n, q);
  for (const int64_t parent : RandomParents(rng, n, reach)) {
    input += Line(parent, rng.Between(0, tones - 1));
  }
  tests.Add(input);
}

void AddTests(TestSet& tests) {
  tests.Add("2 1\n1 0\n");
  tests.Add("2 1\n1 1\n");
  tests.Add("2 1048576\n1 1048575\n");
  tests.Add("2 1048575\n1 1048575\n");
  for (int64_t i = 0; i < 8; ++i) AddTree(tests, 6 + i, 1 + 2 * i, 8, 1 + i);
  AddTree(tests, 200, 200, 16, 8);
  AddTree(tests, 1000, 1, kTones, 300'000);
  AddTree(tests, 2000, 2000, 1024, 511);
  AddTree(tests, 5000, 5, 2, 1);
  AddTree(tests, 8000, 1, kTones, kTones / 2 - 1);
  AddTree(tests, 15'000, 15'000, kTones, 700'001);
  AddTree(tests, kMaxN, kMaxN, 4, kTones);  // every pair is quiet
  AddTree(tests, 50'000, 3, kTones, kTones - 1);
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(2, kMaxN, "n");
  input.Space();
  input.Int(1, kTones, "q");
  input.EndLine();
  for (int64_t hall = 2; hall <= n; ++hall) {
    input.Int(1, hall - 1, "p");
    input.Space();
    input.Int(0, kTones - 1, "t");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC1F = {"c1/f_cave_echoes", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
