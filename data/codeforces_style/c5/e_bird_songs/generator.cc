#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxN = 1'000'000'000'000'000'000, kMaxK = 12;

void AddTable(TestSet& tests, int64_t n, const std::vector<std::string>& rows) {
  std::string input = Line(n, rows.size());
  for (const std::string& row : rows) input += Line(row);
  tests.Add(input);
}

// `alphabet` is "01" with each sign as often as it is likely.
void AddRandom(TestSet& tests, int64_t n, int64_t k, std::string_view alphabet) {
  base::Rng rng = tests.NextRng();
  std::vector<std::string> rows;
  for (int64_t i = 0; i < k; ++i) rows.push_back(RandomWord(rng, k, alphabet));
  AddTable(tests, n, rows);
}

void AddTests(TestSet& tests) {
  AddTable(tests, 1, {"0"});
  AddTable(tests, 1, {"1"});
  AddTable(tests, 2, {"0"});
  AddTable(tests, kMaxN, {"1"});
  AddTable(tests, kMaxN, {"0"});
  AddTable(tests, kMaxN, {"010", "001", "100"});         // a circle: three songs
  AddTable(tests, 4, {"0100", "0010", "0001", "0000"});  // a single longest song
  AddTable(tests, 5, {"0100", "0010", "0001", "0000"});
  AddTable(tests, 31, {"11", "11"});
  AddTable(tests, 1, std::vector<std::string>(kMaxK, std::string(kMaxK, '1')));
  AddTable(tests, kMaxN, std::vector<std::string>(kMaxK, std::string(kMaxK, '1')));
  for (int64_t i = 0; i < 5; ++i) AddRandom(tests, 3 + 2 * i, 2 + i, "011");
  AddRandom(tests, 100'000, 5, "01");
  AddRandom(tests, 1'000'000'006, 8, "001");
  AddRandom(tests, 999'999'999'999, kMaxK, "0111");
  AddRandom(tests, kMaxN - 1, kMaxK, "01");
  AddRandom(tests, (int64_t{1} << 59) + 1, 11, "0001");
}

void Validate(InputReader& input) {
  input.Int(1, kMaxN, "n");
  input.Space();
  const int64_t k = input.Int(1, kMaxK, "k");
  input.EndLine();
  for (int64_t i = 0; i < k; ++i) {
    input.Word(k, k, "01", "a row of the table");
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC5E = {"c5/e_bird_songs", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
