#include <algorithm>
#include <functional>

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
      case Kind::kSum:
      case Kind::kProduct:
        return Series(node, out);
      case Kind::kMod:
        return Mod(node, out);
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

  // 0.1(6) = 0.1 + 6 / (10 * 9): digits, point, period.
  static EvalStatus Repeating(const std::string& text, size_t period, Rational* out) {
    const std::string head = text.substr(0, period);
    const std::string digits = text.substr(period + 1, text.size() - period - 2);
    const long decimals = static_cast<long>(period - text.find('.') - 1);
    const long length = static_cast<long>(digits.size());
    if (decimals + length > kMaxDecimalExponent) return EvalStatus::kOverBudget;
    const EvalStatus status = Number(head.back() == '.' ? head + "0" : head, out);
    if (status != EvalStatus::kOk) return status;
    Rational tail, nines(10), scale(10);
    if (fmpz_set_str(tail.num(), digits.c_str(), 10) != 0) return EvalStatus::kNotScalar;
    fmpq_pow_si(nines.get(), nines.get(), length);
    fmpz_sub_ui(nines.num(), nines.num(), 1);
    fmpq_pow_si(scale.get(), scale.get(), decimals);
    fmpq_div(tail.get(), tail.get(), nines.get());
    fmpq_div(tail.get(), tail.get(), scale.get());
    fmpq_add(out->get(), out->get(), tail.get());
    return EvalStatus::kOk;
  }

  // Digits, point, exponent.
  static EvalStatus Number(const std::string& text, Rational* out) {
    const size_t period = text.find('(');
    if (period != std::string::npos) return Repeating(text, period, out);
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
        budget_.SpendBits(8 * out->bits());
        if (out->bits() > kMaxBits) worst = EvalStatus::kInexact;
      }
    }
    return worst;
  }

  // A sum or product over an index. An irrational term makes it one for balls.
  EvalStatus Series(const Node& node, Rational* out) {
    Assignment values = values_;
    Exact terms(root_, values, &budget_);
    Rational term;
    *out = Rational(node.kind == Kind::kSum ? 0 : 1);
    return ForEachIndex(root_, node, values_, &budget_, [&](const Rational& index) {
      values[node.text] = index;
      const EvalStatus status = terms.Eval(node.args[2], &term);
      if (status != EvalStatus::kOk) return status;
      (node.kind == Kind::kSum ? fmpq_add : fmpq_mul)(out->get(), out->get(), term.get());
      budget_.SpendBits(8 * out->bits());
      return out->bits() <= kMaxBits ? EvalStatus::kOk : EvalStatus::kInexact;
    });
  }

  // a - b floor(a / b)
  EvalStatus Mod(const Node& node, Rational* out) {
    Rational a, b;
    EvalStatus status = Eval(node.args[0], &a);
    if (status == EvalStatus::kOk) status = Eval(node.args[1], &b);
    if (status == EvalStatus::kInexact) return EvalStatus::kNotScalar;
    if (status != EvalStatus::kOk) return status;
    if (b.is_zero()) return EvalStatus::kUndefined;
    Rational quotient;
    fmpq_div(quotient.get(), a.get(), b.get());
    fmpz_fdiv_q(quotient.num(), quotient.num(), quotient.den());
    fmpz_one(quotient.den());
    fmpq_mul(quotient.get(), quotient.get(), b.get());
    fmpq_sub(out->get(), a.get(), quotient.get());
    return EvalStatus::kOk;
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
    if (!out->is_integer()) return EvalStatus::kInexact;  // by the gamma function
    if (out->sign() < 0) return EvalStatus::kUndefined;
    if (fmpz_cmp_si(out->num(), kMaxFactorial) > 0) return EvalStatus::kInexact;
    fmpz_fac_ui(out->num(), fmpz_get_ui(out->num()));
    return EvalStatus::kOk;
  }

  EvalStatus Binomial(const Node& node, Rational* out) {
    Rational n, k;
    EvalStatus status = Eval(node.args[0], &n);
    if (status == EvalStatus::kOk) status = Eval(node.args[1], &k);
    if (status != EvalStatus::kOk) return status;
    if (!n.is_integer() || !k.is_integer() || n.sign() < 0) return EvalStatus::kInexact;
    if (fmpz_cmp_si(n.num(), kMaxFactorial) > 0) return EvalStatus::kInexact;
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
    const bool divisors = name == "gcd" || name == "lcm";
    if (!divisors && name != "max" && name != "min") return EvalStatus::kInexact;
    for (size_t i = 0; i < node.args.size(); ++i) {
      Rational value;
      const EvalStatus status = Eval(node.args[i], &value);
      if (status == EvalStatus::kInexact && divisors) return EvalStatus::kNotScalar;
      if (status != EvalStatus::kOk) return status;
      if (i == 0) {
        *out = value;
        if (divisors) fmpq_abs(out->get(), out->get());
      } else if (divisors) {
        Divisor(name == "gcd", value, out);
      } else if ((fmpq_cmp(value.get(), out->get()) > 0) == (name == "max")) {
        *out = value;
      }
    }
    return EvalStatus::kOk;
  }

  // Of rational numbers: gcd(a/b, c/d) = gcd(ad, cb) / bd, and likewise for lcm.
  static void Divisor(bool greatest, const Rational& value, Rational* out) {
    Rational left, right;
    fmpz_mul(left.num(), out->num(), value.den());
    fmpz_mul(right.num(), value.num(), out->den());
    fmpz_mul(out->den(), out->den(), value.den());
    (greatest ? fmpz_gcd : fmpz_lcm)(out->num(), left.num(), right.num());
    fmpq_canonicalise(out->get());
  }

  const Ref& root_;
  const Assignment& values_;
  Budget& budget_;
};

}  // namespace

EvalStatus ForEachIndex(const Ref& root, const Node& node, const Assignment& values, Budget* budget,
                        const std::function<EvalStatus(const Rational&)>& visit) {
  Rational from, to;
  EvalStatus status = EvaluateExact(root.Child(node.args[0]), values, budget, &from);
  if (status == EvalStatus::kOk) {
    status = EvaluateExact(root.Child(node.args[1]), values, budget, &to);
  }
  if (status == EvalStatus::kInexact) return EvalStatus::kNotScalar;
  if (status != EvalStatus::kOk) return status;
  if (!from.is_integer() || !to.is_integer()) return EvalStatus::kNotScalar;
  for (; fmpz_cmp(from.num(), to.num()) <= 0; fmpz_add_ui(from.num(), from.num(), 1)) {
    budget->Spend(10);
    status = visit(from);
    if (status != EvalStatus::kOk) return status;
    if (budget->spent()) return EvalStatus::kOverBudget;
  }
  return EvalStatus::kOk;
}

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
