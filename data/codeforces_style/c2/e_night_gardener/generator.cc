#include <algorithm>

#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxSide = 40, kMaxFlowers = 12;

std::string GridText(int64_t h, int64_t w, const std::string& squares) {
  std::string text = Line(h, w);
  for (int64_t row = 0; row < h; ++row) text += squares.substr(row * w, w) + "\n";
  return text;
}

// Hedges on about `hedges` per cent of the squares.
void AddRandom(TestSet& tests, int64_t h, int64_t w, int64_t flowers, int hedges) {
  base::Rng rng = tests.NextRng();
  const std::vector<int64_t> order = RandomPermutation(rng, h * w);
  std::string squares(h * w, '.');
  for (char& square : squares) {
    if (rng.Between(0, 99) < hedges) square = '#';
  }
  squares[order[0] - 1] = 'S';
  squares[order[1] - 1] = 'G';
  for (int64_t i = 0; i < flowers; ++i) squares[order[2 + i] - 1] = '*';
  tests.Add(GridText(h, w, squares));
}

// One long corridor with the shed inside: the nearest flower is not always the next one to water.
void AddCorridor(TestSet& tests, const std::string& squares) {
  tests.Add(GridText(1, std::ssize(squares), squares));
}

void AddTests(TestSet& tests) {
  AddCorridor(tests, "SG");
  AddCorridor(tests, "S#G");
  AddCorridor(tests, "G**S*");
  AddCorridor(tests, "*.*...S*..*G..#");
  AddCorridor(tests, "*....*..*.S*..*....*......*G*");
  tests.Add(GridText(3, 3, "*#*#S#G#*"));
  tests.Add(GridText(3, 3, "*..#S.G#*"));
  for (int64_t i = 0; i < 6; ++i) AddRandom(tests, 4 + i, 9 - i, i, 15);
  AddRandom(tests, kMaxSide, kMaxSide, 0, 30);
  AddRandom(tests, kMaxSide, kMaxSide, kMaxFlowers, 0);
  AddRandom(tests, kMaxSide, kMaxSide, kMaxFlowers, 20);
  AddRandom(tests, kMaxSide, kMaxSide, kMaxFlowers, 28);
  AddRandom(tests, kMaxSide, 30, 8, 10);
  AddRandom(tests, 20, kMaxSide, 7, 25);
  AddRandom(tests, kMaxSide, kMaxSide, 5, 60);
  AddRandom(tests, 1, kMaxSide, 6, 0);
}

void Validate(InputReader& input) {
  const int64_t h = input.Int(1, kMaxSide, "h");
  input.Space();
  const int64_t w = input.Int(1, kMaxSide, "w");
  input.EndLine();
  std::string squares;
  for (int64_t row = 0; row < h; ++row) {
    squares += input.Word(w, w, ".#*SG", "a row");
    input.EndLine();
  }
  const auto count = [&](char c) { return std::count(squares.begin(), squares.end(), c); };
  input.Check(count('S') == 1 && count('G') == 1, "expected one shed and one gate");
  input.Check(count('*') <= kMaxFlowers, "expected at most 12 flowers");
}

}  // namespace

const ProblemGenerator kC2E = {"c2/e_night_gardener", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
