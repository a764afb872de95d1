#include "data/suites/arithmetic.h"

#include <cstdint>
#include <string>

#include "base/error.h"

namespace r1bench::data {
namespace {

struct Term {
  std::string text;
  int64_t value = 0;
};

int64_t Between(base::Rng& rng, int64_t low, int64_t high) {
  return low + rng.Below(static_cast<uint32_t>(high - low + 1));
}

Term Number(base::Rng& rng, int64_t low, int64_t high) {
  const int64_t value = Between(rng, low, high);
  return {std::to_string(value), value};
}

Term Join(const Term& left, char op, const Term& right, bool parentheses) {
  Term term;
  term.text =
      base::StrCat(left.text, " ", op == '*' ? "\\times" : std::string(1, op), " ", right.text);
  if (parentheses) term.text = "(" + term.text + ")";
  term.value = op == '+'   ? left.value + right.value
               : op == '-' ? left.value - right.value
                           : left.value * right.value;
  return term;
}

// a op b.
Term One(base::Rng& rng, bool parentheses) {
  static constexpr char kOps[] = {'+', '-', '*'};
  const char op = kOps[rng.Below(3)];
  const int64_t high = op == '*' ? 12 : 99;
  const Term left = Number(rng, 2, high);
  return Join(left, op, Number(rng, 2, high), parentheses);
}

// (a op b) * c, (a op b) + c or (a op b) - c.
Term Two(base::Rng& rng, bool parentheses) {
  static constexpr char kOps[] = {'+', '-', '*'};
  const char op = kOps[rng.Below(3)];
  const Term left = One(rng, true);
  return Join(left, op, Number(rng, 2, op == '*' ? 9 : 99), parentheses);
}

Term Three(base::Rng& rng) {
  const char op = rng.Below(2) == 0 ? '+' : '-';
  const Term left = Two(rng, true);
  return Join(left, op, One(rng, true), false);
}

}  // namespace

Problem MakeArithmetic(base::Rng& rng) {
  Problem problem;
  problem.level = 1 + static_cast<int>(rng.Below(3));
  const Term term = problem.level == 1   ? One(rng, false)
                    : problem.level == 2 ? Two(rng, false)
                                         : Three(rng);
  problem.problem = "What is $" + term.text + "$?";
  problem.answer = std::to_string(term.value);
  problem.subject = "Arithmetic";
  static constexpr const char* kFamilies[] = {"one_operation", "two_operations",
                                              "three_operations"};
  problem.extra["family"] = kFamilies[problem.level - 1];
  return problem;
}

}  // namespace r1bench::data
