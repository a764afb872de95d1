#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 100'000;

void AddLamps(TestSet& tests, const std::string& lamps) {
  tests.Add(Line(lamps.size()) + Line(lamps));
}

// Blocks of random lengths up to `longest`.
std::string Blocks(base::Rng& rng, int64_t n, int64_t longest) {
  std::string lamps;
  for (char lamp = '0'; std::ssize(lamps) < n; lamp ^= 1) {
    lamps.append(rng.Between(1, longest), lamp);
  }
  lamps.resize(n);
  return lamps;
}

void AddTests(TestSet& tests) {
  for (const char* lamps : {"0", "1", "01", "10", "010", "101", "0110", "10010"}) {
    AddLamps(tests, lamps);
  }
  AddLamps(tests, std::string(kMaxN, '0'));
  AddLamps(tests, std::string(kMaxN, '1'));
  base::Rng rng = tests.NextRng();
  AddLamps(tests, Blocks(rng, kMaxN, 1));
  AddLamps(tests, Blocks(rng, kMaxN - 1, 1));
  for (const int64_t longest : {2, 3, 10, 1000}) {
    AddLamps(tests, Blocks(rng, rng.Between(1, kMaxN), longest));
    AddLamps(tests, Blocks(rng, rng.Between(1, 40), longest));
  }
  for (int i = 0; i < 4; ++i) AddLamps(tests, RandomWord(rng, rng.Between(5, 60), "01"));
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  input.Word(n, n, "01", "the lamps");
  input.EndLine();
}

}  // namespace

const ProblemGenerator kC1B = {"c1/b_street_lamps", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
