#include "data/micro/program_task.h"

#include <algorithm>

#include "base/error.h"
#include "data/micro/held_out.h"

namespace r1bench::micro {
namespace {

constexpr char kOperators[] = "+-*%";

char OperatorOf(const RecipeStep& step) { return kOperators[static_cast<int>(step.kind)]; }

// Whether Python does it before + and -.
bool BindsTighter(const RecipeStep& step) {
  return step.kind == StepKind::kMultiply || step.kind == StepKind::kRemainder;
}

int64_t Remainder(int64_t x, int64_t by) { return (x % by + by) % by; }

int64_t Apply(const RecipeStep& step, int64_t x) {
  switch (step.kind) {
    case StepKind::kAdd:
      return x + step.by;
    case StepKind::kSubtract:
      return x - step.by;
    case StepKind::kMultiply:
      return x * step.by;
    case StepKind::kRemainder:
      return Remainder(x, step.by);
  }
  throw base::Error(base::StrCat("no kind of step: ", static_cast<int>(step.kind)));
}

// What Python makes of the steps without parentheses: a sum of products.
int64_t FlatValue(const Recipe& recipe, int64_t x) {
  int64_t sum = 0, product = x;
  int sign = 1;
  for (const RecipeStep& step : recipe) {
    if (BindsTighter(step)) {
      product = Apply(step, product);
      continue;
    }
    sum += sign * product;
    sign = step.kind == StepKind::kAdd ? 1 : -1;
    product = step.by;
  }
  return sum + sign * product;
}

bool IsTrap(const Recipe& recipe) {
  return std::ranges::any_of(kProgramInputs,
                             [&](int x) { return Value(recipe, x) != FlatValue(recipe, x); });
}

std::vector<RecipeStep> AllSteps() {
  std::vector<RecipeStep> steps;
  for (int kind = 0; kind < kNumStepKinds; ++kind) {
    const auto of = static_cast<StepKind>(kind);
    for (int by = of == StepKind::kRemainder ? 2 : 1; by <= 9; ++by) steps.push_back({of, by});
  }
  return steps;
}

std::string StepText(const RecipeStep& step) { return OperatorOf(step) + std::to_string(step.by); }

}  // namespace

int64_t Value(const Recipe& recipe, int64_t x) {
  for (const RecipeStep& step : recipe) x = Apply(step, x);
  return x;
}

std::string Source(const Recipe& recipe) {
  std::string text = "x";
  bool is_sum = false;
  for (const RecipeStep& step : recipe) {
    if (BindsTighter(step) && is_sum) text = "(" + text + ")";
    is_sum = !BindsTighter(step);
    text += StepText(step);
  }
  return text;
}

std::string FlatSource(const Recipe& recipe) {
  std::string text = "x";
  for (const RecipeStep& step : recipe) text += StepText(step);
  return text;
}

std::vector<Recipe> AllRecipes() {
  const std::vector<RecipeStep> steps = AllSteps();
  std::vector<Recipe> recipes;
  for (const RecipeStep& first : steps) {
    for (const RecipeStep& second : steps) {
      for (const RecipeStep& third : steps) {
        const Recipe recipe = {first, second, third};
        if (IsTrap(recipe)) recipes.push_back(recipe);
      }
    }
  }
  return recipes;
}

std::vector<int32_t> RecipePrompt(const Recipe& recipe) {
  std::vector<int32_t> tokens;
  for (const RecipeStep& step : recipe) {
    tokens.push_back(kProgramAlphabet.Id(OperatorOf(step)));
    tokens.push_back(step.by);
  }
  tokens.push_back(kProgramAlphabet.Id('?'));
  return tokens;
}

std::string RecipeId(const Recipe& recipe) { return "recipe" + FlatSource(recipe).substr(1); }

std::string ProgramSource(std::span<const int32_t> response) {
  const auto end = std::ranges::find(response, kProgramEnd);
  std::string text = kProgramAlphabet.Decode({response.begin(), end});
  std::erase(text, ' ');
  return text;
}

RecipeSplit SplitRecipes(int num_held_out, uint64_t seed) {
  RecipeSplit split;
  HoldOut(AllRecipes(), num_held_out, seed, "micro.recipe_split", "recipes", &split.train,
          &split.held_out);
  return split;
}

}  // namespace r1bench::micro
