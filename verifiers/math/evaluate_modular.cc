#include <flint/nmod_vec.h>
#include <flint/ulong_extras.h>

#include <limits>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {
namespace {

constexpr long kMaxFactorial = 500'000;

class Modular {
 public:
  Modular(const Ref& root, const Residues& values, const PrimeField& field, Budget* budget)
      : root_(root), values_(values), field_(field), budget_(*budget) {
    nmod_init(&mod_, field.prime);
  }

  EvalStatus Eval(int index, uint64_t* out) {
    budget_.Spend(1);
    if (budget_.spent()) return EvalStatus::kOverBudget;
    const Node& node = root_.expr->at(index);
    switch (node.kind) {
      case Kind::kSymbol:
        return Named(node.text, out);
      case Kind::kPi:
        return Named("\\pi", out);
      case Kind::kEuler:
        return Named("\\e", out);
      case Kind::kImaginary:
        *out = field_.imaginary;
        return EvalStatus::kOk;
      case Kind::kAdd:
      case Kind::kMul:
        return Fold(node, out);
      case Kind::kNegate:
      case Kind::kInverse:
      case Kind::kPercent:
      case Kind::kPlusMinus:
        return Unary(node, out);
      case Kind::kPower:
        return Power(node, out);
      case Kind::kFactorial:
      case Kind::kBinomial:
        return Falling(node, out);
      case Kind::kNumber:
        return Constant(index, out);
      default:
        return EvalStatus::kInexact;
    }
  }

 private:
  EvalStatus Named(const std::string& name, uint64_t* out) const {
    const auto it = values_.find(name);
    if (it == values_.end()) return EvalStatus::kInexact;
    *out = it->second;
    return EvalStatus::kOk;
  }

  EvalStatus Constant(int index, uint64_t* out) {
    Rational value;
    const EvalStatus status = EvaluateExact(root_.Child(index), {}, &budget_, &value);
    if (status != EvalStatus::kOk) return status;
    const uint64_t numerator = fmpz_fdiv_ui(value.num(), field_.prime);
    return Divide(numerator, fmpz_fdiv_ui(value.den(), field_.prime), out);
  }

  EvalStatus Divide(uint64_t numerator, uint64_t denominator, uint64_t* out) const {
    if (denominator == 0) return EvalStatus::kUndefined;
    *out = nmod_mul(numerator, nmod_inv(denominator, mod_), mod_);
    return EvalStatus::kOk;
  }

  EvalStatus Fold(const Node& node, uint64_t* out) {
    uint64_t value = 0;
    *out = node.kind == Kind::kAdd ? 0 : 1;
    for (const int arg : node.args) {
      const EvalStatus status = Eval(arg, &value);
      if (status != EvalStatus::kOk) return status;
      *out = node.kind == Kind::kAdd ? nmod_add(*out, value, mod_) : nmod_mul(*out, value, mod_);
    }
    return EvalStatus::kOk;
  }

  EvalStatus Unary(const Node& node, uint64_t* out) {
    const EvalStatus status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    if (node.kind == Kind::kInverse) return Divide(1, *out, out);
    if (node.kind == Kind::kPercent) return Divide(*out, 100, out);
    const bool plus = node.kind == Kind::kPlusMinus && ((root_.signs >> node.number) & 1U) == 0;
    if (!plus) *out = nmod_neg(*out, mod_);
    return EvalStatus::kOk;
  }

  // A whole exponent, far below the prime: x^(p-1) = 1 must not be met.
  EvalStatus Power(const Node& node, uint64_t* out) {
    Rational exponent;
    EvalStatus status = EvaluateExact(root_.Child(node.args[1]), {}, &budget_, &exponent);
    if (status == EvalStatus::kNotScalar) return EvalStatus::kInexact;  // it holds a symbol
    if (status != EvalStatus::kOk) return status;
    if (!exponent.is_integer() || fmpz_bits(exponent.num()) > 58) return EvalStatus::kInexact;
    status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    const long e = fmpz_get_si(exponent.num());
    if (e < 0) {
      status = Divide(1, *out, out);
      if (status != EvalStatus::kOk) return status;
    }
    budget_.Spend(8);
    *out = nmod_pow_ui(*out, static_cast<ulong>(e < 0 ? -e : e), mod_);
    return EvalStatus::kOk;
  }

  // n! and binomials of whole numbers below the prime.
  EvalStatus Falling(const Node& node, uint64_t* out) {
    Rational n, k;
    EvalStatus status = EvaluateExact(root_.Child(node.args[0]), {}, &budget_, &n);
    if (status == EvalStatus::kOk && node.kind == Kind::kBinomial) {
      status = EvaluateExact(root_.Child(node.args[1]), {}, &budget_, &k);
    }
    if (status == EvalStatus::kNotScalar) return EvalStatus::kInexact;
    if (status != EvalStatus::kOk) return status;
    const bool whole = n.is_integer() && n.sign() >= 0 && k.is_integer() && k.sign() >= 0;
    if (!whole || fmpz_cmp_si(n.num(), kMaxFactorial) > 0) return EvalStatus::kInexact;
    const ulong top = fmpz_get_ui(n.num());
    const bool binomial = node.kind == Kind::kBinomial;
    if (binomial && fmpz_cmp(k.num(), n.num()) > 0) return *out = 0, EvalStatus::kOk;
    const ulong count = binomial ? fmpz_get_ui(k.num()) : top;
    budget_.Spend(static_cast<int64_t>(count / 4));
    uint64_t product = 1, divisor = 1;
    for (ulong i = 0; i < count; ++i) {
      product = nmod_mul(product, top - i, mod_);
      if (binomial) divisor = nmod_mul(divisor, i + 1, mod_);
    }
    return Divide(product, divisor, out);
  }

  const Ref& root_;
  const Residues& values_;
  const PrimeField& field_;
  Budget& budget_;
  nmod_t mod_;
};

}  // namespace

EvalStatus EvaluateModular(const Ref& ref, const Residues& values, const PrimeField& field,
                           Budget* budget, uint64_t* out) {
  return Modular(ref, values, field, budget).Eval(ref.node, out);
}

}  // namespace r1bench::verifiers
