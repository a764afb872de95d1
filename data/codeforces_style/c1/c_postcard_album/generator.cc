#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000;

void AddAlbum(TestSet& tests, int64_t k, int64_t m, const std::vector<int64_t>& cards) {
  tests.Add(Line(cards.size(), k, m) + ListLine(cards));
}

void AddRandom(TestSet& tests, int64_t n, int64_t countries) {
  base::Rng rng = tests.NextRng();
  const int64_t k = rng.Between(1, countries), m = rng.Between(1, 2 * n / countries);
  AddAlbum(tests, k, m, RandomList(rng, n, 1, countries));
}

void AddTests(TestSet& tests) {
  AddAlbum(tests, 1, 1, {1});
  AddAlbum(tests, 1, 1, {1, 2, 2, 1});
  AddAlbum(tests, 2, 4, {1, 2, 2, 3});
  AddAlbum(tests, 2, 2, {1, 2, 1, 3, 1, 2, 2, 3});
  AddAlbum(tests, 3, 1, {1, 2, 3, 2, 1, 3, 2, 2});
  for (int i = 0; i < 8; ++i) AddRandom(tests, 10 + i, 2 + i / 2);
  AddRandom(tests, 1000, 30);
  AddRandom(tests, 1000, 1000);
  AddRandom(tests, 20'000, 100);
  AddRandom(tests, 50'000, 5);
  base::Rng rng = tests.NextRng();
  AddAlbum(tests, 9, kMaxN, RandomList(rng, kMaxN, 1, 9));  // the whole album
  AddAlbum(tests, 60'000, 1, RandomPermutation(rng, 60'000));
  AddAlbum(tests, 30'000, 2, RandomList(rng, 60'000, 1, 30'000));
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.Space();
  input.Int(1, n, "k");
  input.Space();
  input.Int(1, n, "m");
  input.EndLine();
  input.IntLine(n, 1, n, "c");
}

}  // namespace

const ProblemGenerator kC1C = {"c1/c_postcard_album", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
