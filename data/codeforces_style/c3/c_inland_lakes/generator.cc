#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxSide = 250;

std::string MapText(int64_t h, int64_t w, const std::string& squares) {
  std::string text = Line(h, w);
  for (int64_t row = 0; row < h; ++row) text += squares.substr(row * w, w) + "\n";
  return text;
}

// Water on about `water` per cent of the squares; a border of land if `coast`.
void AddRandom(TestSet& tests, int64_t h, int64_t w, int water, bool coast) {
  base::Rng rng = tests.NextRng();
  std::string squares(h * w, '.');
  for (int64_t i = 0; i < h * w; ++i) {
    const int64_t r = i / w, c = i % w;
    const bool border = r == 0 || c == 0 || r == h - 1 || c == w - 1;
    if (rng.Between(0, 99) < water && !(coast && border)) squares[i] = '~';
  }
  tests.Add(MapText(h, w, squares));
}

// One lake in bends from top to bottom; the last square may be an outlet.
void AddMeander(TestSet& tests, int64_t side, bool outlet) {
  std::string squares(side * side, '.');
  for (int64_t r = 1; r < side - 1; ++r) {
    for (int64_t c = 1; c < side - 1; ++c) {
      const bool bend = r % 4 == 2 ? c == side - 2 : c == 1;
      if (r % 2 == 1 || bend) squares[r * side + c] = '~';
    }
  }
  if (outlet) squares[side - 1 + side] = '~';
  tests.Add(MapText(side, side, squares));
}

void AddTests(TestSet& tests) {
  tests.Add("1 1\n~\n");
  tests.Add("1 1\n.\n");
  tests.Add("3 3\n...\n.~.\n...\n");
  tests.Add("3 3\n~.~\n.~.\n~.~\n");
  tests.Add("3 4\n..~.\n.~~.\n....\n");
  tests.Add("4 4\n....\n.~..\n..~.\n....\n");
  for (int i = 0; i < 6; ++i) AddRandom(tests, 6 + i, 8, 20 + 10 * i, i % 2 == 0);
  AddRandom(tests, kMaxSide, kMaxSide, 40, false);
  AddRandom(tests, kMaxSide, kMaxSide, 58, true);
  AddRandom(tests, kMaxSide, kMaxSide, 100, true);
  AddRandom(tests, kMaxSide, 3, 70, true);
  AddRandom(tests, 1, kMaxSide, 50, false);
  AddMeander(tests, kMaxSide - 1, false);
  AddMeander(tests, kMaxSide - 1, true);
}

void Validate(InputReader& input) {
  const int64_t h = input.Int(1, kMaxSide, "h");
  input.Space();
  const int64_t w = input.Int(1, kMaxSide, "w");
  input.EndLine();
  for (int64_t row = 0; row < h; ++row) {
    input.Word(w, w, "~.", "a row");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC3C = {"c3/c_inland_lakes", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
