#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxTiles = 10'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

void AddTests(TestSet& tests) {
  for (const char* tiles : {"a", "ab", "aab", "aaa", "abab", "aaabbb", "abcdefghijklmnopqrstuvwxyz",
                            "zzzzzyyyxx", "racecar", "aaaabbbbc"}) {
    tests.Add(Line(tiles));
  }
  base::Rng rng = tests.NextRng();
  for (int64_t n = 4; n <= 9; ++n) tests.Add(Line(RandomWord(rng, n, "xyz")));
  tests.Add(Line(std::string(kMaxTiles, 'q')));
  tests.Add(Line(std::string(kMaxTiles - 1, 'q')));
  tests.Add(Line(RandomWord(rng, kMaxTiles, kLetters)));
  tests.Add(Line(RandomWord(rng, kMaxTiles - 1, kLetters.substr(0, 7))));
}

void Validate(InputReader& input) {
  input.Word(1, kMaxTiles, kLetters, "the tiles");
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC5B = {"c5/b_letter_tiles", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
