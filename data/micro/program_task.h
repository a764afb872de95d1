// Programs from recipes: the micro world whose responses are Python.
//
// Prompt: three steps to do with a number, in order, then `?`. Response: a Python expression in x,
// then `E`. It is right if it gives what the steps give, for several x.
//
//   + 3 * 2 - 1 ?   ( x + 3 ) * 2 - 1 E        add 3, double, subtract 1: right
//   + 3 * 2 - 1 ?   2 * x + 5 E                right as well: what counts is what it does
//   + 3 * 2 - 1 ?   x + 3 * 2 - 1 E            Python multiplies first: wrong
//   + 3 * 2 - 1 ?   ( x + 3 * 2 - 1 E          no Python at all
//
// Steps are + - * with 1..9 and % with 2..9. The world has all recipes that come out wrong when
// their steps are written down without parentheses. A verdict needs an interpreter: nothing here
// judges a response (verifiers/code does).
//
//   ids 0-9   numerals       11-14  + - * %       17  ?, ends the prompt
//   id  10    x              15 16  ( )           18  E    19  padding
#ifndef R1BENCH_DATA_MICRO_PROGRAM_TASK_H_
#define R1BENCH_DATA_MICRO_PROGRAM_TASK_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/alphabet.h"

namespace r1bench::micro {

inline constexpr Alphabet kProgramAlphabet("programs from recipes", "0123456789x+-*%()?E_");
inline constexpr int kProgramVocabSize = 20;
inline constexpr int32_t kProgramEnd = 18;
inline constexpr int32_t kProgramPad = 19;

inline constexpr int kRecipeSteps = 3;
inline constexpr int kProgramPromptTokens = 2 * kRecipeSteps + 1;

// The x that a program is tried with.
inline constexpr std::array<int, 6> kProgramInputs = {1, 2, 5, 8, 13, 40};

enum class StepKind { kAdd, kSubtract, kMultiply, kRemainder };
inline constexpr int kNumStepKinds = 4;

struct RecipeStep {
  StepKind kind = StepKind::kAdd;
  int by = 1;
  auto operator<=>(const RecipeStep&) const = default;
};
using Recipe = std::array<RecipeStep, kRecipeSteps>;

// What the steps make of x; a remainder takes the sign of what it divides by, as Python's does.
int64_t Value(const Recipe& recipe, int64_t x);
// "(x+3)*2-1": the steps in Python with as few parentheses as they need.
std::string Source(const Recipe& recipe);
// "x+3*2-1": without any.
std::string FlatSource(const Recipe& recipe);

// All recipes of the world, in order.
std::vector<Recipe> AllRecipes();

// `+ 3 * 2 - 1 ?`
std::vector<int32_t> RecipePrompt(const Recipe& recipe);
// "recipe+3*2-1": unique within the world, stable.
std::string RecipeId(const Recipe& recipe);
// The text of a response up to its first `E` (or to its end), without spaces: "(x+3)*2-1".
std::string ProgramSource(std::span<const int32_t> response);

struct RecipeSplit {
  std::vector<Recipe> train;
  std::vector<Recipe> held_out;
};
// Splits AllRecipes at random by seed (stream "micro.recipe_split"); each part keeps their order.
// Throws base::Error unless 0 <= num_held_out < their number.
RecipeSplit SplitRecipes(int num_held_out, uint64_t seed);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_PROGRAM_TASK_H_
