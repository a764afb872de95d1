#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxLength = 100'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

void AddSlogans(TestSet& tests, const std::string& a, const std::string& b, const std::string& c) {
  tests.Add(Line(a) + Line(b) + Line(c));
}

// Three pieces of one random text, so that they overlap.
void AddPieces(TestSet& tests, int64_t length, std::string_view alphabet) {
  base::Rng rng = tests.NextRng();
  const std::string text = RandomWord(rng, 2 * length, alphabet);
  std::vector<std::string> pieces;
  for (int i = 0; i < 3; ++i) {
    const int64_t begin = rng.Between(0, length - 1);
    pieces.push_back(text.substr(begin, rng.Between(1, length)));
  }
  AddSlogans(tests, pieces[0], pieces[1], pieces[2]);
}

// "ab" again and again: joining the largest overlap first leaves the third slogan out.
std::string Waves(int64_t count) {
  std::string text;
  for (int64_t i = 0; i < count; ++i) text += "ab";
  return text;
}

void AddTests(TestSet& tests) {
  AddSlogans(tests, "a", "a", "a");
  AddSlogans(tests, "a", "b", "c");
  AddSlogans(tests, "aba", "bab", "aab");
  AddSlogans(tests, "abcde", "cd", "dec");
  AddSlogans(tests, "c" + Waves(3), Waves(3).substr(1) + "a", Waves(3) + "c");
  for (int64_t i = 0; i < 8; ++i) AddPieces(tests, 4 + 2 * i, i % 2 == 0 ? "ab" : "abc");
  AddPieces(tests, 3000, "ab");
  AddPieces(tests, 20'000, kLetters);
  AddSlogans(tests, "c" + Waves(9000), Waves(9000).substr(1) + "a", Waves(9000) + "c");
  const std::string run(kMaxLength - 1, 'a');
  AddSlogans(tests, run + "b", run + "c", run + "d");  // long overlaps that just fail
  AddSlogans(tests, run + "a", run, "b" + run);
  AddSlogans(tests, "z" + run.substr(50'000), run.substr(40'000) + "z", run.substr(60'000));
}

void Validate(InputReader& input) {
  for (int i = 0; i < 3; ++i) {
    input.Word(1, kMaxLength, kLetters, "a slogan");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC3E = {"c3/e_three_slogans", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
