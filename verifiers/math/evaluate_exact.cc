#include <algorithm>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {
namespace {

constexpr long kMaxBits = 400'000;    // of one exact value
constexpr long kMaxFactorial = 3000;  // n! and binomial(n, k) up to this n
constexpr long kMaxDecimalExponent = 20'000;

class Exact {
 public:
  Exact(const Ref& root, const Assignment& values, Budget* budget)
      : root_(root), values_(values), budget_(*budget) {}

  EvalStatus Eval(int index, Rational* out) {
    const Node& node = root_.expr->at(index);
    EvalStatus status = Dispatch(node, out);
    if (status != EvalStatus::kOk) return status;
    budget_.SpendBits(out->bits());
    if (budget_.spent()) return EvalStatus::kOverBudget;
    return out->bits() > kMaxBits ? EvalStatus::kInexact : EvalStatus::kOk;
  }

 private:
  EvalStatus Dispatch(const Node& node, Rational* out) {
    switch (node.kind) {
      case Kind::kNumber:
        return Number(node.text, out);
      case Kind::kSymbol: {
        const auto it = values_.find(node.text);
        if (it == values_.end()) return EvalStatus::kNotScalar;
        *out = it->second;
        return EvalStatus::kOk;
      }
      case Kind::kPi:
      case Kind::kEuler:
      case Kind::kImaginary:
        return EvalStatus::kInexact;
      case Kind::kAdd:
        return Fold(node, out, fmpq_add);
      case Kind::kMul:
        return Fold(node, out, fmpq_mul);
      case Kind::kPower:
        return Power(node, out);
      case Kind::kBinomial:
        return Binomial(node, out);
      case Kind::kFunction:
        return Function(node, out);
      case Kind::kRoot:
        return Root(node, out);
      case Kind::kNegate:
      case Kind::kInverse:
      case Kind::kFactorial:
      case Kind::kAbs:
      case Kind::kFloor:
      case Kind::kCeiling:
      case Kind::kPlusMinus:
      case Kind::kPercent:
        return Unary(node, out);
      case Kind::kRadians:
        return EvalStatus::kInexact;
      default:
        return EvalStatus::kNotScalar;
    }
  }

  // Digits, point, exponent.
  static EvalStatus Number(const std::string& text, Rational* out) {
    const size_t e = text.find('e');
    std::string digits = text.substr(0, e);
    long exponent = 0;
    if (e != std::string::npos) {
      const std::string written = text.substr(e + 1);
      if (written.size() > 6) return EvalStatus::kOverBudget;
      exponent = std::stol(written);
    }
    const size_t point = digits.find('.');
    if (point != std::string::npos) {
      exponent -= static_cast<long>(digits.size() - point - 1);
      digits.erase(point, 1);
    }
    if (std::abs(exponent) > kMaxDecimalExponent) return EvalStatus::kOverBudget;
    if (fmpz_set_str(out->num(), digits.c_str(), 10) != 0) return EvalStatus::kNotScalar;
    fmpz_one(out->den());
    if (exponent == 0) return EvalStatus::kOk;
    Rational power(10);
    fmpq_pow_si(power.get(), power.get(), exponent);
    fmpq_mul(out->get(), out->get(), power.get());
    return EvalStatus::kOk;
  }

  EvalStatus Fold(const Node& node, Rational* out,
                  void (*combine)(fmpq_t, const fmpq_t, const fmpq_t)) {
    EvalStatus worst = EvalStatus::kOk;
    Rational value;
    for (size_t i = 0; i < node.args.size(); ++i) {
      const EvalStatus status = Eval(node.args[i], &value);
      // An irrational part does not excuse an undefined one.
      if (status == EvalStatus::kInexact) {
        worst = status;
        continue;
      }
      if (status != EvalStatus::kOk) return status;
      if (worst != EvalStatus::kOk) continue;
      if (i == 0) {
        *out = value;
      } else {
        combine(out->get(), out->get(), value.get());
        budget_.SpendBits(out->bits());
        if (out->bits() > kMaxBits) worst = EvalStatus::kInexact;
      }
    }
    return worst;
  }

  EvalStatus Unary(const Node& node, Rational* out) {
    const EvalStatus status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    switch (node.kind) {
      case Kind::kNegate:
        fmpq_neg(out->get(), out->get());
        break;
      case Kind::kInverse:
        if (out->is_zero()) return EvalStatus::kUndefined;
        fmpq_inv(out->get(), out->get());
        break;
      case Kind::kAbs:
        fmpq_abs(out->get(), out->get());
        break;
      case Kind::kFloor:
        fmpz_fdiv_q(out->num(), out->num(), out->den());
        fmpz_one(out->den());
        break;
      case Kind::kCeiling:
        fmpz_cdiv_q(out->num(), out->num(), out->den());
        fmpz_one(out->den());
        break;
      case Kind::kPlusMinus:
        if ((root_.signs >> node.number) & 1U) fmpq_neg(out->get(), out->get());
        break;
      case Kind::kPercent:
        fmpq_div_fmpz(out->get(), out->get(), Rational(100).num());
        break;
      default:
        return Factorial(out);
    }
    return EvalStatus::kOk;
  }

  static EvalStatus Factorial(Rational* out) {
    if (!out->is_integer() || out->sign() < 0) return EvalStatus::kNotScalar;
    if (fmpz_cmp_si(out->num(), kMaxFactorial) > 0) return EvalStatus::kOverBudget;
    fmpz_fac_ui(out->num(), fmpz_get_ui(out->num()));
    return EvalStatus::kOk;
  }

  EvalStatus Binomial(const Node& node, Rational* out) {
    Rational n, k;
    EvalStatus status = Eval(node.args[0], &n);
    if (status == EvalStatus::kOk) status = Eval(node.args[1], &k);
    if (status != EvalStatus::kOk) return status;
    if (!n.is_integer() || !k.is_integer() || n.sign() < 0) return EvalStatus::kNotScalar;
    if (fmpz_cmp_si(n.num(), kMaxFactorial) > 0) return EvalStatus::kOverBudget;
    fmpz_one(out->den());
    if (k.sign() < 0 || fmpz_cmp(k.num(), n.num()) > 0) {
      fmpz_zero(out->num());
    } else {
      fmpz_bin_uiui(out->num(), fmpz_get_ui(n.num()), fmpz_get_ui(k.num()));
    }
    return EvalStatus::kOk;
  }

  EvalStatus Power(const Node& node, Rational* out) {
    Rational base, exponent;
    const EvalStatus base_status = Eval(node.args[0], &base);
    const EvalStatus exponent_status = Eval(node.args[1], &exponent);
    for (const EvalStatus s : {base_status, exponent_status}) {
      if (s != EvalStatus::kOk && s != EvalStatus::kInexact) return s;
    }
    if (base_status != EvalStatus::kOk || exponent_status != EvalStatus::kOk) {
      return EvalStatus::kInexact;
    }
    if (exponent.is_integer()) return IntegerPower(base, exponent, out);
    // base^(p/q) = (q-th root of base)^p
    if (fmpz_cmp_si(exponent.den(), 64) > 0 || base.sign() < 0) return EvalStatus::kInexact;
    Rational root;
    const EvalStatus status = ExactRoot(base, fmpz_get_si(exponent.den()), &root);
    if (status != EvalStatus::kOk) return status;
    fmpz_one(exponent.den());
    return IntegerPower(root, exponent, out);
  }

  EvalStatus IntegerPower(const Rational& base, const Rational& exponent, Rational* out) {
    if (base.is_zero()) {
      if (exponent.sign() < 0) return EvalStatus::kUndefined;
      *out = Rational(exponent.is_zero() ? 1 : 0);
      return EvalStatus::kOk;
    }
    if (fmpz_is_pm1(base.num()) && base.is_integer()) {
      *out = Rational(base.sign() > 0 || fmpz_is_even(exponent.num()) ? 1 : -1);
      return EvalStatus::kOk;
    }
    if (fmpz_cmpabs(exponent.num(), Rational(kMaxBits).num()) > 0) return EvalStatus::kInexact;
    const long e = fmpz_get_si(exponent.num());
    if (std::abs(e) * base.bits() > 2 * kMaxBits) return EvalStatus::kInexact;
    fmpq_pow_si(out->get(), base.get(), e);
    return EvalStatus::kOk;
  }

  EvalStatus Root(const Node& node, Rational* out) {
    Rational radicand, index;
    const EvalStatus radicand_status = Eval(node.args[0], &radicand);
    if (radicand_status != EvalStatus::kOk) return radicand_status;
    const EvalStatus status = Eval(node.args[1], &index);
    if (status != EvalStatus::kOk) return status;
    if (!index.is_integer() || index.sign() <= 0 || fmpz_cmp_si(index.num(), 1000) > 0) {
      return EvalStatus::kNotScalar;
    }
    const long k = fmpz_get_si(index.num());
    if (radicand.sign() >= 0) return ExactRoot(radicand, k, out);
    if (k % 2 == 0) return EvalStatus::kInexact;  // a complex number
    fmpq_neg(radicand.get(), radicand.get());
    const EvalStatus root_status = ExactRoot(radicand, k, out);
    fmpq_neg(out->get(), out->get());
    return root_status;
  }

  // The rational k-th root of a non-negative number, where there is one.
  EvalStatus ExactRoot(const Rational& radicand, long k, Rational* out) {
    budget_.SpendBits(4 * radicand.bits());
    const bool exact = fmpz_root(out->num(), radicand.num(), k) != 0 &&
                       fmpz_root(out->den(), radicand.den(), k) != 0;
    return exact ? EvalStatus::kOk : EvalStatus::kInexact;
  }

  EvalStatus Function(const Node& node, Rational* out) {
    const std::string& name = node.text;
    const bool integers = name == "gcd" || name == "lcm";
    if (!integers && name != "max" && name != "min") return EvalStatus::kInexact;
    for (size_t i = 0; i < node.args.size(); ++i) {
      Rational value;
      const EvalStatus status = Eval(node.args[i], &value);
      // The ball arithmetic has none of these.
      if (status == EvalStatus::kInexact) return EvalStatus::kNotScalar;
      if (status != EvalStatus::kOk) return status;
      if (integers && !value.is_integer()) return EvalStatus::kNotScalar;
      if (i == 0) {
        *out = value;
      } else if (name == "gcd") {
        fmpz_gcd(out->num(), out->num(), value.num());
      } else if (name == "lcm") {
        fmpz_lcm(out->num(), out->num(), value.num());
      } else if ((fmpq_cmp(value.get(), out->get()) > 0) == (name == "max")) {
        *out = value;
      }
    }
    return EvalStatus::kOk;
  }

  const Ref& root_;
  const Assignment& values_;
  Budget& budget_;
};

}  // namespace

EvalStatus EvaluateExact(const Ref& ref, const Assignment& values, Budget* budget, Rational* out) {
  return Exact(ref, values, budget).Eval(ref.node, out);
}

std::string ExactText(const Ref& ref, Budget* budget) {
  Rational value;
  if (EvaluateExact(ref, {}, budget, &value) != EvalStatus::kOk) return {};
  if (value.bits() > 20'000) return {};
  std::string text(fmpz_sizeinbase(value.num(), 10) + fmpz_sizeinbase(value.den(), 10) + 8, '\0');
  fmpq_get_str(text.data(), 10, value.get());
  text.resize(text.find('\0'));
  return text;
}

}  // namespace r1bench::verifiers
