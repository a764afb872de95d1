#include "verifiers/math/ratios.h"

#include <algorithm>
#include <string>
#include <vector>

#include "verifiers/math/compare_balls.h"

namespace r1bench::verifiers {
namespace {

bool IsWholeBelow(const Ref& ref, size_t least_digits, int limit) {
  const Node& node = ref.at();
  return node.kind == Kind::kNumber && node.text.size() >= least_digits && node.text.size() <= 2 &&
         node.text.find_first_not_of("0123456789") == std::string::npos &&
         std::stoi(node.text) < limit;
}

Ref Part(const Ref& ratio, size_t k) { return ratio.Child(ratio.at().args[k]); }

// a_i b_j = a_j b_i?
bool AreProportional(const Ref& a, const Ref& b, size_t i, size_t j, Budget* budget) {
  const Ref refs[] = {Part(a, i), Part(b, j), Part(a, j), Part(b, i)};
  Rational values[4];
  bool exact = true;
  for (size_t k = 0; k < 4 && exact; ++k) {
    exact = EvaluateExact(refs[k], {}, budget, &values[k]) == EvalStatus::kOk;
  }
  if (!exact) {
    const Assignment none;
    const std::vector<Term> terms = {{refs[0], &none, refs[1], &none, false},
                                     {refs[2], &none, refs[3], &none, true}};
    return CompareBalls(terms, Unreal::kCompare, budget) == PointResult::kSame;
  }
  fmpq_mul(values[0].get(), values[0].get(), values[1].get());
  fmpq_mul(values[2].get(), values[2].get(), values[3].get());
  budget->SpendBits(8 * (values[0].bits() + values[2].bits()));
  return values[0] == values[2];
}

bool IsNotZero(const Ref& ref, Budget* budget) {
  Rational value;
  const EvalStatus status = EvaluateExact(ref, {}, budget, &value);
  if (status != EvalStatus::kInexact) return status == EvalStatus::kOk && !value.is_zero();
  Ball ball;
  Magnitudes unused;
  return EvaluateBall(ref, {}, 256, budget, &ball, &unused) == EvalStatus::kOk &&
         !acb_contains_zero(ball.get());
}

bool HasNonZeroPart(const Ref& ratio, Budget* budget) {
  return std::any_of(ratio.at().args.begin(), ratio.at().args.end(),
                     [&](int arg) { return IsNotZero(ratio.Child(arg), budget); });
}

// Hours and minutes, or with seconds: a whole number below 25, then two digits below 60 each.
bool LooksLikeATime(const Ref& ratio) {
  const size_t parts = ratio.at().args.size();
  if (parts > 3 || !IsWholeBelow(Part(ratio, 0), 1, 25)) return false;
  for (size_t k = 1; k < parts; ++k) {
    if (!IsWholeBelow(Part(ratio, k), 2, 60)) return false;
  }
  return true;
}

}  // namespace

bool ScalesTo(const Ref& reference, const Ref& answer, Budget* budget) {
  const Node &a = reference.at(), &b = answer.at();
  if (a.text != "::" || b.text != "::" || a.args.size() != b.args.size()) return false;
  const bool times =
      LooksLikeATime(reference) || !reference.expr->unit.empty() || !answer.expr->unit.empty();
  if (times || HasSymbols(reference) || HasSymbols(answer)) return false;
  if (!HasNonZeroPart(reference, budget) || !HasNonZeroPart(answer, budget)) return false;
  for (size_t i = 0; i < a.args.size(); ++i) {
    for (size_t j = i + 1; j < a.args.size(); ++j) {
      if (budget->spent() || !AreProportional(reference, answer, i, j, budget)) return false;
    }
  }
  return true;
}

}  // namespace r1bench::verifiers
