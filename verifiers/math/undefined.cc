#include "verifiers/math/undefined.h"

#include <algorithm>
#include <vector>

namespace r1bench::verifiers {
namespace {

bool IsLogarithm(const Node& node) {
  return node.kind == Kind::kFunction &&
         (node.text == "ln" || node.text == "log" || node.text == "lg");
}

bool IsZero(const Ref& ref, Budget* budget) {
  Rational value;
  return EvaluateExact(ref, {}, budget, &value) == EvalStatus::kOk && value.is_zero();
}

// At this node, not below it.
bool FailsHere(const Ref& ref, Budget* budget) {
  const Node& node = ref.at();
  if (IsLogarithm(node)) return IsZero(ref.Child(node.args.back()), budget);
  switch (node.kind) {
    case Kind::kInverse:
      return IsZero(ref.Child(node.args[0]), budget);
    case Kind::kPower:
    case Kind::kMod:
    case Kind::kFactorial: {
      Rational unused;
      return EvaluateExact(ref, {}, budget, &unused) == EvalStatus::kUndefined;
    }
    default:
      return false;
  }
}

}  // namespace

bool IsUndefined(const Ref& ref, Budget* budget) {
  if (budget->spent()) return false;
  if (FailsHere(ref, budget)) return true;
  const std::vector<int>& args = ref.at().args;
  return std::any_of(args.begin(), args.end(),
                     [&](int arg) { return IsUndefined(ref.Child(arg), budget); });
}

}  // namespace r1bench::verifiers
