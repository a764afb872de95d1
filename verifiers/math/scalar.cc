#include "verifiers/math/scalar.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/rng.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxSymbols = 30;
constexpr int64_t kComparisonSteps = 100;
constexpr long kPrecisions[] = {128, 512, 2048, 8192};
constexpr int64_t kMargin = 64;  // bits that equal values must agree below the smallest magnitude

// Points: 0, 1 in (0, 1); 2, 3 in (1, 8); 4, 5, 6 of mixed sign in (-4, 4); and, for functions that
// look alike nearby (|x - 100|, a floor), 7 to 12 of both signs in (-2^10, 2^10), (-2^20, 2^20) and
// (-2^40, 2^40).
constexpr int kNumPoints = 7;
constexpr int kFirstMixed = 4;
constexpr int kAllPoints = 13;

Assignment PointAt(const std::set<std::string>& names, int point) {
  constexpr uint32_t kDenominator = 1073741789;  // a prime
  Assignment values;
  for (const std::string& name : names) {
    base::Rng rng(0x51a9, "math_verifier/" + name, static_cast<uint64_t>(point));
    const long fraction = 1 + static_cast<long>(rng.Below(kDenominator - 1));
    long numerator = fraction;
    if (point >= 2 && point < kFirstMixed) numerator = kDenominator + 7 * fraction;
    if (point >= kFirstMixed) numerator = rng.Below(2) == 0 ? 4 * fraction : -4 * fraction;
    if (point >= kNumPoints) numerator = point % 2 == 0 ? fraction : -fraction;
    Rational value;
    fmpq_set_si(value.get(), numerator, kDenominator);
    if (point >= kNumPoints) {
      const int magnitude = (point - kNumPoints) / 2;
      fmpq_mul_2exp(value.get(), value.get(), magnitude == 0 ? 10 : magnitude == 1 ? 20 : 40);
    }
    values.emplace(name, std::move(value));
  }
  return values;
}

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

// |ball| < 2^exponent?
bool IsBelow(const Ball& ball, int64_t exponent) {
  mag_t bound;
  mag_init(bound);
  acb_get_mag(bound, ball.get());
  const bool below = mag_cmp_2exp_si(bound, exponent) < 0;
  mag_clear(bound);
  return below;
}

enum class PointResult { kSame, kDifferent, kSkipped, kUndecided };

// Compares sum_i sign_i * product_i with zero, by balls; products of one or two trees.
struct Term {
  Ref first;
  Assignment const* first_point;
  Ref second;
  Assignment const* second_point = nullptr;  // null: no second factor
  bool minus = false;
};

EvalStatus EvaluateTerm(const Term& term, long precision, Budget* budget, Ball* product,
                        Magnitudes* magnitudes) {
  EvalStatus status =
      EvaluateBall(term.first, *term.first_point, precision, budget, product, magnitudes);
  if (status != EvalStatus::kOk || term.second_point == nullptr) return status;
  Ball factor;
  status = EvaluateBall(term.second, *term.second_point, precision, budget, &factor, magnitudes);
  if (status == EvalStatus::kOk) acb_mul(product->get(), product->get(), factor.get(), precision);
  return status;
}

PointResult CompareBallsAt(const std::vector<Term>& terms, long precision, bool skip_unreal,
                           Budget* budget) {
  budget->rule = "ball";
  Ball sum;
  Magnitudes magnitudes;
  for (const Term& term : terms) {
    Ball product;
    const EvalStatus status = EvaluateTerm(term, precision, budget, &product, &magnitudes);
    if (status == EvalStatus::kUndefined) return PointResult::kSkipped;
    if (status != EvalStatus::kOk) return PointResult::kUndecided;
    if (skip_unreal && !acb_is_real(product.get())) return PointResult::kSkipped;
    if (term.minus) acb_neg(product.get(), product.get());
    acb_add(sum.get(), sum.get(), product.get(), precision);
  }
  if (!acb_contains_zero(sum.get())) return PointResult::kDifferent;
  const bool agree = IsBelow(sum, 2 * magnitudes.smallest - kMargin);
  return agree ? PointResult::kSame : PointResult::kUndecided;
}

PointResult CompareBalls(const std::vector<Term>& terms, bool skip_unreal, Budget* budget) {
  PointResult result = PointResult::kUndecided;
  for (const long precision : kPrecisions) {
    result = CompareBallsAt(terms, precision, skip_unreal, budget);
    if (result == PointResult::kSame || result == PointResult::kDifferent) return result;
    // A ball may be undefined only because it is wide: once more, with more bits.
    if (result == PointResult::kSkipped && precision > kPrecisions[0]) return result;
    if (budget->spent()) return PointResult::kUndecided;
  }
  return result;
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

PointResult CompareAt(const Ref& a, const Ref& b, const Assignment& point, bool skip_unreal,
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
  return CompareBalls({{a, &point, {}, nullptr, false}, {b, &point, {}, nullptr, true}},
                      skip_unreal, budget);
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
  for (const Kind kind :
       {Kind::kAbs, Kind::kFloor, Kind::kCeiling, Kind::kMod, Kind::kRoot, Kind::kFunction}) {
    if (ContainsKind(ref, kind)) return true;
  }
  return false;
}

Outcome CompareAtPoints(const Ref& a, const Ref& b, const std::set<std::string>& names,
                        Budget* budget) {
  const bool complex = ContainsKind(a, Kind::kImaginary) || ContainsKind(b, Kind::kImaginary);
  const bool wide = IsPiecewise(a) || IsPiecewise(b);
  int same = 0;
  for (int k = 0; k < (wide ? kAllPoints : kNumPoints); ++k) {
    const PointResult result = CompareAt(a, b, PointAt(names, k), !complex, budget);
    if (result == PointResult::kDifferent) return Outcome::kDifferent;
    // Far away values may be too large to be computed, which says nothing.
    if (result == PointResult::kUndecided && (k < kNumPoints || budget->spent())) {
      return Outcome::kUndecided;
    }
    if (result == PointResult::kSame) ++same;
  }
  return same >= 2 ? Outcome::kEqual : Outcome::kUndecided;
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
    switch (CompareAt(a, b, {}, /*skip_unreal=*/false, budget)) {
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
    const PointResult result =
        CompareBalls({{a, &point, b, &origin, false}, {b, &point, a, &origin, true}}, true, budget);
    if (result == PointResult::kDifferent) return Outcome::kDifferent;
    if (result == PointResult::kUndecided) return Outcome::kUndecided;
    if (result == PointResult::kSame) ++same;
  }
  return same >= 2 ? Outcome::kEqual : Outcome::kUndecided;
}

}  // namespace r1bench::verifiers
