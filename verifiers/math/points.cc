#include "verifiers/math/points.h"

#include <string_view>
#include <utility>

#include "base/rng.h"
#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {
namespace {

constexpr int kFirstMixed = 4;
constexpr long kSignPrecision = 128;

bool IsStep(Kind kind) {
  return kind == Kind::kFloor || kind == Kind::kCeiling || kind == Kind::kMod;
}

// A power of it has a real value at whole exponents only: -1, -1/2, 1 - sqrt 5, i, -x.
bool NeedsWholeExponent(const Ref& base, Budget* budget) {
  if (HasSymbols(base)) return base.at().kind == Kind::kNegate;
  Ball value;
  Magnitudes unused;
  if (EvaluateBall(base, {}, kSignPrecision, budget, &value, &unused) != EvalStatus::kOk) {
    return false;
  }
  return !acb_is_real(value.get()) || arb_is_negative(acb_realref(value.get()));
}

void CollectCounters(const Ref& ref, std::set<std::string>* whole) {
  std::set<std::string> inside;
  CollectSymbols(ref, &inside);
  for (const std::string& name : inside) {
    const bool letter = name.size() == 1 || name[1] == '_';
    if (letter && std::string_view("nmkjNMK").find(name[0]) != std::string_view::npos) {
      whole->insert(name);
    }
  }
}

}  // namespace

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

Assignment HalfPointAt(const std::set<std::string>& names, int point) {
  Assignment values;
  for (const std::string& name : names) {
    base::Rng rng(0x51a9, "math_verifier/half/" + name, static_cast<uint64_t>(point));
    const long halves = values.empty() ? point : static_cast<long>(rng.Below(kHalfPoints));
    Rational value;
    fmpq_set_si(value.get(), halves - kHalfPoints / 2, 1);
    fmpq_div_2exp(value.get(), value.get(), 1);
    values.emplace(name, std::move(value));
  }
  return values;
}

Assignment WholePointAt(const std::set<std::string>& names, const std::set<std::string>& whole,
                        int point) {
  Assignment values = PointAt(names, 2 + point % (kNumPoints - 2));
  bool first = true;
  for (const std::string& name : whole) {
    base::Rng rng(0x51a9, "math_verifier/whole/" + name, static_cast<uint64_t>(point));
    const bool near = point < kFarWholePoint;
    const long limit = near ? kFarWholePoint : point % 2 == 0 ? 1000 : 1'000'000;
    const long random = static_cast<long>(rng.Below(static_cast<uint64_t>(limit)));
    values[name] = Rational(1 + (first && near ? point : random));
    first = false;
  }
  return values;
}

bool HasSteps(const Ref& ref) {
  return ContainsKind(ref, Kind::kFloor) || ContainsKind(ref, Kind::kCeiling) ||
         ContainsKind(ref, Kind::kMod);
}

void CollectWholeSymbols(const Ref& ref, Budget* budget, std::set<std::string>* whole) {
  const Node& node = ref.at();
  if (IsStep(node.kind)) CollectCounters(ref, whole);
  if (node.kind == Kind::kPower && HasSymbols(ref.Child(node.args[1])) &&
      NeedsWholeExponent(ref.Child(node.args[0]), budget)) {
    CollectSymbols(ref.Child(node.args[1]), whole);
  }
  for (const int arg : node.args) CollectWholeSymbols(ref.Child(arg), budget, whole);
}

}  // namespace r1bench::verifiers
