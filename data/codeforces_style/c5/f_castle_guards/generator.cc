#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxSide = 60;

std::string CastleText(int64_t h, int64_t w, const std::string& squares) {
  std::string text = Line(h, w);
  for (int64_t row = 0; row < h; ++row) text += squares.substr(row * w, w) + "\n";
  return text;
}

// Wall on about `walls` per cent of the squares.
void AddRandom(TestSet& tests, int64_t h, int64_t w, int walls) {
  base::Rng rng = tests.NextRng();
  std::string squares(h * w, '.');
  for (char& square : squares) {
    if (rng.Between(0, 99) < walls) square = '#';
  }
  tests.Add(CastleText(h, w, squares));
}

// Each row is one square shorter than the one above: long rows must leave short ones their columns.
void AddStairs(TestSet& tests, int64_t side) {
  std::string squares(side * side, '#');
  for (int64_t r = 0; r < side; ++r) {
    for (int64_t c = 0; c < side - r; ++c) squares[r * side + c] = '.';
  }
  tests.Add(CastleText(side, side, squares));
}

void AddTests(TestSet& tests) {
  tests.Add("1 1\n.\n");
  tests.Add("1 1\n#\n");
  tests.Add("2 2\n..\n.#\n");
  tests.Add("3 3\n.#.\n#.#\n.#.\n");
  tests.Add("1 7\n..#.#..\n");
  AddStairs(tests, 5);
  AddStairs(tests, kMaxSide);
  for (int64_t i = 0; i < 6; ++i) AddRandom(tests, 4 + i / 2, 5, 15 + 5 * static_cast<int>(i));
  for (const int walls : {0, 5, 20, 35, 50, 70}) AddRandom(tests, kMaxSide, kMaxSide, walls);
  AddRandom(tests, kMaxSide, 2, 40);
  AddRandom(tests, 3, kMaxSide, 30);
}

void Validate(InputReader& input) {
  const int64_t h = input.Int(1, kMaxSide, "h");
  input.Space();
  const int64_t w = input.Int(1, kMaxSide, "w");
  input.EndLine();
  for (int64_t row = 0; row < h; ++row) {
    input.Word(w, w, ".#", "a row");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC5F = {"c5/f_castle_guards", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
