#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxK = 1'000'000'000, kMaxMoves = 100'000;

void AddTests(TestSet& tests) {
  tests.Add("1\nL\n");
  tests.Add("1\nUDLR\n");
  tests.Add("2\nRRRRLLLLL\n");  // the first round goes farther than the end
  tests.Add("7\nDDDDDUUUU\n");
  tests.Add("3\nRRRRRRRRRRUULLLLLLLLL\n");
  tests.Add(Line(kMaxK) + Line(std::string(kMaxMoves, 'R')));
  tests.Add(Line(kMaxK) + Line(std::string(kMaxMoves / 2, 'U') + std::string(kMaxMoves / 2, 'L')));
  tests.Add(Line(2) + Line(std::string(50'000, 'D') + std::string(49'999, 'U')));
  tests.Add(Line(30'000) + Line("DLDLDLDLRRRRRRRRRRRRRRRRRRRRRRUUUU"));
  for (int i = 0; i < 8; ++i) {
    base::Rng rng = tests.NextRng();
    const int64_t k = rng.Between(1, 6);
    tests.Add(Line(k) + Line(RandomWord(rng, rng.Between(2, 14), "LRUD")));
  }
  for (const char* letters : {"LRUD", "LLRUD", "LU", "UUUUUUD"}) {
    base::Rng rng = tests.NextRng();
    const int64_t k = rng.Between(1, kMaxK);
    tests.Add(Line(k) + Line(RandomWord(rng, 20'000, letters)));
  }
}

void Validate(InputReader& input) {
  input.Int(1, kMaxK, "k");
  input.EndLine();
  input.Word(1, kMaxMoves, "LRUD", "the program");
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC2B = {"c2/b_delivery_robot", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
