#include "data/codeforces_style/generators.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr int64_t kMaxLength = 1000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

void AddRecipes(TestSet& tests, const std::string& a, const std::string& b) {
  tests.Add(Line(a) + Line(b));
}

void AddRandom(TestSet& tests, int64_t n, int64_t m, std::string_view alphabet) {
  base::Rng rng = tests.NextRng();
  const std::string a = RandomWord(rng, n, alphabet);
  AddRecipes(tests, a, RandomWord(rng, m, alphabet));
}

void AddTests(TestSet& tests) {
  AddRecipes(tests, "a", "a");
  AddRecipes(tests, "a", "b");
  AddRecipes(tests, "abc", "cab");
  AddRecipes(tests, "axbxc", "abc");
  AddRecipes(tests, "baaaa", "aaaab");
  AddRecipes(tests, "abcabc", "cbacba");
  for (int64_t i = 0; i < 7; ++i) AddRandom(tests, 5 + i, 9 - i, i < 4 ? "abc" : "ab");
  AddRandom(tests, 100, 80, kLetters);
  AddRandom(tests, 1, kMaxLength, kLetters);
  AddRandom(tests, kMaxLength, kMaxLength, kLetters);
  AddRandom(tests, kMaxLength, kMaxLength, "ab");
  AddRandom(tests, kMaxLength, 700, "abcd");
  AddRecipes(tests, std::string(kMaxLength, 'a'), std::string(kMaxLength, 'b'));
  AddRecipes(tests, std::string(kMaxLength, 'z'), std::string(kMaxLength - 1, 'z'));
}

void Validate(InputReader& input) {
  for (const char* name : {"the first recipe", "the second recipe"}) {
    input.Word(1, kMaxLength, kLetters, name);
    input.EndLine();
  }
}

}  // namespace

const ProblemGenerator kC5D = {"c5/d_two_recipes", &AddTests, &Validate};

}  // namespace r1bench::data::codeforces_style
