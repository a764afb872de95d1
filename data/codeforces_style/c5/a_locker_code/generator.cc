#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 1000;
constexpr std::string_view kDigits = "0123456789";

void AddCodes(TestSet& tests, const std::string& from, const std::string& to) {
  tests.Add(Line(from.size()) + Line(from) + Line(to));
}

void AddRandom(TestSet& tests, base::Rng& rng, int64_t n, std::string_view from,
               std::string_view to) {
  const std::string code = RandomWord(rng, n, from);
  AddCodes(tests, code, RandomWord(rng, n, to));
}

void AddTests(TestSet& tests) {
  AddCodes(tests, "0", "9");
  AddCodes(tests, "9", "0");
  AddCodes(tests, "0", "5");
  AddCodes(tests, "4", "0");
  AddCodes(tests, "0000000000", "0123456789");
  AddCodes(tests, "7777777777", "0123456789");
  AddCodes(tests, "00", "19");
  AddCodes(tests, std::string(kMaxN, '3'), std::string(kMaxN, '3'));
  AddCodes(tests, std::string(kMaxN, '0'), std::string(kMaxN, '5'));
  base::Rng rng = tests.NextRng();
  for (int64_t n = 2; n <= 10; ++n) AddRandom(tests, rng, n, kDigits, kDigits);
  AddRandom(tests, rng, kMaxN, kDigits, kDigits);
  AddRandom(tests, rng, 999, "890", "012");
}

void Validate(InputReader& input) {
  const int64_t n = input.Int(1, kMaxN, "n");
  input.EndLine();
  for (const char* name : {"the code that is set", "the code that opens"}) {
    input.Word(n, n, kDigits, name);
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC5A = {"c5/a_locker_code", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
