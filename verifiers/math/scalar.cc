#include "verifiers/math/scalar.h"

#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "verifiers/math/compare_balls.h"
#include "verifiers/math/points.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxSymbols = 30;
constexpr int64_t kComparisonSteps = 100;

// Primes p = 1 (mod 4) between 2^61 and 2^62, picked by a hash, with a square root of -1 each.
constexpr PrimeField kFields[] = {{3218521515175871441, 1748021115343505345},
                                  {2392786854612440989, 1973467452293615169},
                                  {3860921980266687821, 1473633369030493701},
                                  {2711184140623050041, 1527875963434599066}};

Residues ResiduesAt(const std::set<std::string>& names, size_t field) {
  Residues values;
  const auto add = [&](const std::string& name) {
    base::Rng rng(0x51a9, "math_verifier/field/" + name, field);
    values.emplace(name, rng.U64() % kFields[field].prime);
  };
  for (const std::string& name : names) add(name);
  add("\\pi");
  add("\\e");
  return values;
}

// What one side is at one point.
struct Value {
  EvalStatus status = EvalStatus::kOk;
  bool exact = false;
  Rational rational;
};

Value ExactValue(const Ref& ref, const Assignment& point, Budget* budget) {
  Value value;
  value.status = EvaluateExact(ref, point, budget, &value.rational);
  value.exact = value.status == EvalStatus::kOk;
  return value;
}

bool Failed(EvalStatus status) {
  return status != EvalStatus::kOk && status != EvalStatus::kInexact;
}

// The same rational function of all symbols, of pi and of e? By its values in several prime fields:
// different values prove a difference unless both pi and e occur; equal ones in all fields are
// chance with a probability below degree / 2^240. kSkipped where the fields cannot tell.
PointResult CompareModular(const Ref& a, const Ref& b, const std::set<std::string>& names,
                           Budget* budget) {
  int same = 0;
  for (size_t k = 0; k < std::size(kFields); ++k) {
    const Residues values = ResiduesAt(names, k);
    uint64_t left = 0, right = 0;
    EvalStatus status = EvaluateModular(a, values, kFields[k], budget, &left);
    if (status == EvalStatus::kOk) {
      status = EvaluateModular(b, values, kFields[k], budget, &right);
    }
    if (status == EvalStatus::kUndefined) continue;  // a pole, here or everywhere
    if (status != EvalStatus::kOk) return PointResult::kSkipped;
    if (left != right) {
      const bool independent = !(ContainsKind(a, Kind::kEuler) || ContainsKind(b, Kind::kEuler)) ||
                               !(ContainsKind(a, Kind::kPi) || ContainsKind(b, Kind::kPi));
      return independent ? PointResult::kDifferent : PointResult::kSkipped;
    }
    ++same;
  }
  return same >= 3 ? PointResult::kSame : PointResult::kSkipped;
}

PointResult CompareAt(const Ref& a, const Ref& b, const Assignment& point, Unreal unreal,
                      Budget* budget) {
  const Value left = ExactValue(a, point, budget);
  const Value right = ExactValue(b, point, budget);
  for (const EvalStatus status : {left.status, right.status}) {
    if (status == EvalStatus::kUndefined) return PointResult::kSkipped;
    if (Failed(status)) return PointResult::kUndecided;
  }
  if (left.exact && right.exact) {
    budget->rule = "exact value";
    return left.rational == right.rational ? PointResult::kSame : PointResult::kDifferent;
  }
  if (point.empty()) {
    const PointResult result = CompareModular(a, b, {}, budget);
    if (result != PointResult::kSkipped) {
      budget->rule = "value modulo primes";
      return result;
    }
  }
  return CompareBalls({{a, &point, {}, nullptr, false}, {b, &point, {}, nullptr, true}}, unreal,
                      budget);
}

void Walk(const Ref& ref, std::set<std::string>* names, Kind wanted, bool* found) {
  const Node& node = ref.at();
  if (names != nullptr && (node.kind == Kind::kSum || node.kind == Kind::kProduct)) {
    std::set<std::string> inside;  // numeric limits hold no symbols
    Walk(ref.Child(node.args[2]), &inside, wanted, found);
    inside.erase(node.text);
    names->insert(inside.begin(), inside.end());
    return;
  }
  if (node.kind == Kind::kSymbol && names != nullptr) names->insert(node.text);
  if (node.kind == wanted && found != nullptr) *found = true;
  for (const int arg : node.args) Walk(ref.Child(arg), names, wanted, found);
}

}  // namespace

void CollectSymbols(const Ref& ref, std::set<std::string>* names) {
  Walk(ref, names, Kind::kSymbol, nullptr);
}

bool HasSymbols(const Ref& ref) {
  std::set<std::string> names;
  CollectSymbols(ref, &names);
  return !names.empty();
}

bool ContainsKind(const Ref& ref, Kind kind) {
  bool found = false;
  Walk(ref, nullptr, kind, &found);
  return found;
}

int InfinitySign(const Ref& ref) {
  switch (ref.at().kind) {
    case Kind::kInfinity:
      return 1;
    case Kind::kNegate:
      return -InfinitySign(ref.Child(ref.at().args[0]));
    default:
      return 0;
  }
}

namespace {

// Is it a function that may be the same as another one on a small domain only?
bool IsPiecewise(const Ref& ref) {
  return HasSteps(ref) || ContainsKind(ref, Kind::kAbs) || ContainsKind(ref, Kind::kRoot) ||
         ContainsKind(ref, Kind::kFunction);
}

// An |x| in the reference says that x may be negative: ln |x| is not ln x.
Unreal HowUnreal(const Ref& a, const Ref& b) {
  if (ContainsKind(a, Kind::kImaginary) || ContainsKind(b, Kind::kImaginary)) {
    return Unreal::kCompare;
  }
  return ContainsKind(a, Kind::kAbs) ? Unreal::kSkipOfReference : Unreal::kSkip;
}

// One comparison at points of one kind after another.
class Points {
 public:
  Points(const Ref& a, const Ref& b, Budget* budget)
      : a_(a), b_(b), unreal_(HowUnreal(a, b)), budget_(*budget) {}

  // Undecided points from `far` on say nothing: their values may be too large to be computed.
  // False when the outcome is known.
  bool Compare(int count, int far, const std::function<Assignment(int)>& point_at) {
    for (int k = 0; k < count; ++k) {
      const PointResult result = CompareAt(a_, b_, point_at(k), unreal_, &budget_);
      if (result == PointResult::kSame) ++same_;
      const bool lost = result == PointResult::kUndecided && (k < far || budget_.spent());
      if (lost || result == PointResult::kDifferent) {
        outcome_ = lost ? Outcome::kUndecided : Outcome::kDifferent;
        return false;
      }
    }
    return true;
  }

  Outcome Result(int least) const {
    if (outcome_ != Outcome::kEqual) return outcome_;
    return same_ >= least ? Outcome::kEqual : Outcome::kUndecided;
  }

 private:
  const Ref& a_;
  const Ref& b_;
  const Unreal unreal_;
  Budget& budget_;
  int same_ = 0;
  Outcome outcome_ = Outcome::kEqual;
};

Outcome CompareAtPoints(const Ref& a, const Ref& b, const std::set<std::string>& names,
                        Budget* budget) {
  Points points(a, b, budget);
  std::set<std::string> whole;
  CollectWholeSymbols(a, budget, &whole);
  CollectWholeSymbols(b, budget, &whole);
  if (!whole.empty()) {
    points.Compare(kWholePoints, kFarWholePoint,
                   [&](int k) { return WholePointAt(names, whole, k); });
    return points.Result(/*least=*/8);
  }
  const bool wide = IsPiecewise(a) || IsPiecewise(b);
  const bool more = points.Compare(wide ? kAllPoints : kNumPoints, kNumPoints,
                                   [&](int k) { return PointAt(names, k); });
  if (more && (HasSteps(a) || HasSteps(b))) {
    points.Compare(kHalfPoints, kHalfPoints, [&](int k) { return HalfPointAt(names, k); });
  }
  return points.Result(/*least=*/2);
}

}  // namespace

Outcome CompareScalars(const Ref& a, const Ref& b, Budget* budget) {
  budget->Spend(kComparisonSteps);
  if (budget->spent()) return Outcome::kUndecided;
  const int left = InfinitySign(a), right = InfinitySign(b);
  if (left != 0 || right != 0) return left == right ? Outcome::kEqual : Outcome::kDifferent;

  std::set<std::string> in_a, in_b;
  CollectSymbols(a, &in_a);
  CollectSymbols(b, &in_b);
  std::set<std::string> names = in_a;
  names.insert(in_b.begin(), in_b.end());
  if (names.size() > kMaxSymbols) return Outcome::kUndecided;
  if (names.empty()) {
    switch (CompareAt(a, b, {}, Unreal::kCompare, budget)) {
      case PointResult::kSame:
        return Outcome::kEqual;
      case PointResult::kDifferent:
        return Outcome::kDifferent;
      default:
        return Outcome::kUndecided;
    }
  }
  const PointResult modular = CompareModular(a, b, names, budget);
  if (modular != PointResult::kSkipped) {
    budget->rule = "identity modulo primes";
    return modular == PointResult::kSame ? Outcome::kEqual : Outcome::kDifferent;
  }
  return CompareAtPoints(a, b, names, budget);
}

std::optional<int> OrderScalars(const Ref& a, const Ref& b, Budget* budget) {
  if (HasSymbols(a) || HasSymbols(b)) return std::nullopt;
  const Outcome outcome = CompareScalars(a, b, budget);
  if (outcome == Outcome::kEqual) return 0;
  if (outcome == Outcome::kUndecided) return std::nullopt;
  for (const long precision : {256, 8192}) {
    Ball left, right;
    Magnitudes unused;
    for (const auto& [ref, ball] : {std::pair(a, &left), std::pair(b, &right)}) {
      const EvalStatus status = EvaluateBall(ref, {}, precision, budget, ball, &unused);
      if (status != EvalStatus::kOk || !acb_is_real(ball->get())) return std::nullopt;
    }
    if (arb_lt(acb_realref(left.get()), acb_realref(right.get()))) return -1;
    if (arb_gt(acb_realref(left.get()), acb_realref(right.get()))) return 1;
  }
  return std::nullopt;
}

Outcome CompareUpToFactor(const Ref& a, const Ref& b, bool positive, Budget* budget) {
  budget->Spend(kComparisonSteps);
  if (budget->spent()) return Outcome::kUndecided;
  std::set<std::string> names;
  CollectSymbols(a, &names);
  CollectSymbols(b, &names);
  if (names.empty() || names.size() > kMaxSymbols) return Outcome::kUndecided;
  const Assignment origin = PointAt(names, 0);
  // c = b / a at the first point; both must be non-zero there.
  Ball a0, b0;
  Magnitudes unused;
  const EvalStatus sa = EvaluateBall(a, origin, 256, budget, &a0, &unused);
  const EvalStatus sb = EvaluateBall(b, origin, 256, budget, &b0, &unused);
  if (sa != EvalStatus::kOk || sb != EvalStatus::kOk) return Outcome::kUndecided;
  if (acb_contains_zero(a0.get()) || acb_contains_zero(b0.get())) return Outcome::kDifferent;
  if (positive) {
    Ball ratio;
    acb_div(ratio.get(), b0.get(), a0.get(), 256);
    if (!acb_is_real(ratio.get()) || !arb_is_positive(acb_realref(ratio.get()))) {
      return Outcome::kDifferent;
    }
  }
  int same = 0;
  for (int k = 1; k < kNumPoints; ++k) {
    const Assignment point = PointAt(names, k);
    // a(k) b(0) = b(k) a(0)
    const PointResult result = CompareBalls(
        {{a, &point, b, &origin, false}, {b, &point, a, &origin, true}}, Unreal::kSkip, budget);
    if (result == PointResult::kDifferent) return Outcome::kDifferent;
    if (result == PointResult::kUndecided) return Outcome::kUndecided;
    if (result == PointResult::kSame) ++same;
  }
  return same >= 2 ? Outcome::kEqual : Outcome::kUndecided;
}

}  // namespace r1bench::verifiers
