#include <algorithm>
#include <limits>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {
namespace {

// Exponents beyond this are refused: no answer needs numbers of 2^(10^9).
constexpr int64_t kMaxExponent = 1'000'000'000;

class Balls {
 public:
  Balls(const Ref& root, const Assignment& values, long precision, Budget* budget,
        Magnitudes* magnitudes)
      : root_(root),
        values_(values),
        precision_(precision),
        budget_(*budget),
        magnitudes_(*magnitudes) {}

  EvalStatus Eval(int index, Ball* out) {
    const EvalStatus status = Dispatch(root_.expr->at(index), out);
    budget_.SpendBits(4 * precision_);
    if (budget_.spent()) return EvalStatus::kOverBudget;
    if (status != EvalStatus::kOk) return status;
    if (!acb_is_finite(out->get())) return EvalStatus::kUndefined;
    return Track(*out) ? EvalStatus::kOk : EvalStatus::kOverBudget;
  }

 private:
  // Notes the magnitude of an intermediate value; false when it is out of all bounds.
  bool Track(const Ball& value) {
    mag_t bound;
    mag_init(bound);
    acb_get_mag(bound, value.get());
    bool fine = true;
    magnitudes_.unreal |= arb_contains_zero(acb_imagref(value.get())) == 0;
    if (!mag_is_zero(bound)) {
      fine = COEFF_IS_MPZ(*MAG_EXPREF(bound)) == 0 && std::abs(MAG_EXP(bound)) < kMaxExponent;
      if (fine) magnitudes_.largest = std::max<int64_t>(magnitudes_.largest, MAG_EXP(bound));
      acb_get_mag_lower(bound, value.get());
      if (fine && !mag_is_zero(bound) && COEFF_IS_MPZ(*MAG_EXPREF(bound)) == 0) {
        magnitudes_.smallest = std::min<int64_t>(magnitudes_.smallest, MAG_EXP(bound) - 1);
      }
    }
    mag_clear(bound);
    return fine;
  }

  void Absorb(int64_t bits) { magnitudes_.absorbed = std::max(magnitudes_.absorbed, bits); }

  // | log2 |value| |, roughly; 0 for zero.
  static int64_t Exponent(const Ball& value) {
    mag_t bound;
    mag_init(bound);
    acb_get_mag(bound, value.get());
    const bool zero = mag_is_zero(bound) != 0, huge = COEFF_IS_MPZ(*MAG_EXPREF(bound)) != 0;
    const int64_t exponent = zero ? 0 : huge ? kMaxExponent : std::abs(MAG_EXP(bound));
    mag_clear(bound);
    return exponent;
  }

  // What a function of `arg` that is `value` hides from the first bits of its value.
  void AbsorbFunction(const std::string& name, const Ball& arg, const Ball& value) {
    if (name == "tanh" || name == "coth") {  // 1 - tanh x is about 2 e^-2x
      const int64_t exponent = std::min<int64_t>(Exponent(arg), 30);
      Absorb(int64_t{3} << exponent);
    } else if (name == "sinh" || name == "cosh") {
      Absorb(2 * Exponent(value));
    } else if (name == "arctan" || name == "arcsinh" || name == "arccosh") {
      Absorb(2 * Exponent(arg));
    }
  }

  EvalStatus Dispatch(const Node& node, Ball* out) {
    switch (node.kind) {
      case Kind::kPi:
        acb_const_pi(out->get(), precision_);
        return EvalStatus::kOk;
      case Kind::kEuler:
        acb_one(out->get());
        acb_exp(out->get(), out->get(), precision_);
        return EvalStatus::kOk;
      case Kind::kImaginary:
        acb_onei(out->get());
        return EvalStatus::kOk;
      case Kind::kAdd:
      case Kind::kMul:
        return Fold(node, out);
      case Kind::kPower:
        return Power(node, out);
      case Kind::kRoot:
        SpendFunction(1);
        return Root(node, out);
      case Kind::kFunction:
        return Function(node, out);
      case Kind::kSum:
      case Kind::kProduct:
        return Series(node, out);
      case Kind::kFactorial:
        return OrExact(node, out, [&] { return Factorial(node.args[0], out); });
      case Kind::kBinomial:
        return OrExact(node, out, [&] { return Binomial(node, out); });
      case Kind::kFloor:
      case Kind::kCeiling:
        return OrExact(node, out, [&] { return Floor(node, out); });
      case Kind::kNegate:
      case Kind::kInverse:
      case Kind::kAbs:
      case Kind::kPlusMinus:
      case Kind::kPercent:
      case Kind::kRadians:
        return Unary(node, out);
      default:
        return Leaf(node, out);
    }
  }

  // Numbers and symbols, and what has a rational value only (factorials, floors, ...).
  EvalStatus Leaf(const Node& node, Ball* out) {
    const int index = static_cast<int>(&node - root_.expr->nodes.data());
    Rational value;
    const EvalStatus status = EvaluateExact(root_.Child(index), values_, &budget_, &value);
    if (status == EvalStatus::kInexact) return EvalStatus::kNotScalar;
    if (status == EvalStatus::kOk) acb_set_fmpq(out->get(), value.get(), precision_);
    return status;
  }

  // The exact value where there is one that is not too large, else what `otherwise` finds.
  template <typename Otherwise>
  EvalStatus OrExact(const Node& node, Ball* out, const Otherwise& otherwise) {
    const int index = static_cast<int>(&node - root_.expr->nodes.data());
    Rational value;
    const EvalStatus status = EvaluateExact(root_.Child(index), values_, &budget_, &value);
    if (status == EvalStatus::kInexact) return otherwise();
    if (status == EvalStatus::kOk) acb_set_fmpq(out->get(), value.get(), precision_);
    return status;
  }

  // Gamma(x + 1)
  EvalStatus Factorial(int arg, Ball* out) {
    const EvalStatus status = Eval(arg, out);
    if (status != EvalStatus::kOk) return status;
    acb_add_ui(out->get(), out->get(), 1, precision_);
    return Gamma(out);
  }

  EvalStatus Gamma(Ball* x) {
    mag_t size;
    mag_init(size);
    acb_get_mag(size, x->get());
    const bool large = mag_cmp_2exp_si(size, 40) > 0;
    mag_clear(size);
    if (large) return EvalStatus::kOverBudget;
    SpendFunction(8);
    acb_gamma(x->get(), x->get(), precision_);
    return EvalStatus::kOk;
  }

  // n! / (k! (n-k)!)
  EvalStatus Binomial(const Node& node, Ball* out) {
    Ball n, k;
    EvalStatus status = Eval(node.args[0], &n);
    if (status == EvalStatus::kOk) status = Eval(node.args[1], &k);
    if (status != EvalStatus::kOk) return status;
    Ball rest;
    acb_sub(rest.get(), n.get(), k.get(), precision_);
    for (Ball* x : {&n, &k, &rest}) {
      acb_add_ui(x->get(), x->get(), 1, precision_);
      status = Gamma(x);
      if (status != EvalStatus::kOk) return status;
    }
    acb_mul(k.get(), k.get(), rest.get(), precision_);
    acb_div(out->get(), n.get(), k.get(), precision_);
    return EvalStatus::kOk;
  }

  EvalStatus Floor(const Node& node, Ball* out) {
    const EvalStatus status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    if (!acb_is_real(out->get())) return EvalStatus::kNotScalar;
    arb_ptr real = acb_realref(out->get());
    (node.kind == Kind::kFloor ? arb_floor : arb_ceil)(real, real, precision_);
    // A ball around an integer has two floors: more bits may tell.
    return arb_is_exact(real) ? EvalStatus::kOk : EvalStatus::kUndefined;
  }

  EvalStatus Series(const Node& node, Ball* out) {
    Assignment values = values_;
    Balls terms(root_, values, precision_, &budget_, &magnitudes_);
    Ball term;
    acb_set_ui(out->get(), node.kind == Kind::kSum ? 0 : 1);
    return ForEachIndex(root_, node, values_, &budget_, [&](const Rational& index) {
      values[node.text] = index;
      const EvalStatus status = terms.Eval(node.args[2], &term);
      if (status != EvalStatus::kOk) return status;
      (node.kind == Kind::kSum ? acb_add : acb_mul)(out->get(), out->get(), term.get(), precision_);
      return EvalStatus::kOk;
    });
  }

  // Functions cost more than their result's size.
  void SpendFunction(int64_t factor) {
    budget_.Spend(factor * (20 + precision_ * precision_ / 1024));
  }

  EvalStatus Fold(const Node& node, Ball* out) {
    Ball value;
    for (size_t i = 0; i < node.args.size(); ++i) {
      const EvalStatus status = Eval(node.args[i], &value);
      if (status != EvalStatus::kOk) return status;
      if (node.kind == Kind::kAdd && node.args.size() > 1) Absorb(2 * Exponent(value));
      if (i == 0) {
        *out = value;
      } else if (node.kind == Kind::kAdd) {
        acb_add(out->get(), out->get(), value.get(), precision_);
      } else {
        acb_mul(out->get(), out->get(), value.get(), precision_);
      }
    }
    return EvalStatus::kOk;
  }

  EvalStatus Unary(const Node& node, Ball* out) {
    const EvalStatus status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    switch (node.kind) {
      case Kind::kNegate:
        acb_neg(out->get(), out->get());
        break;
      case Kind::kInverse:
        acb_inv(out->get(), out->get(), precision_);
        break;
      case Kind::kAbs: {
        Ball modulus;
        acb_abs(acb_realref(modulus.get()), out->get(), precision_);
        *out = modulus;
        break;
      }
      case Kind::kPlusMinus:
        if ((root_.signs >> node.number) & 1U) acb_neg(out->get(), out->get());
        break;
      case Kind::kPercent:
        acb_div_ui(out->get(), out->get(), 100, precision_);
        break;
      default: {  // kRadians
        Ball pi;
        acb_const_pi(pi.get(), precision_);
        acb_mul(out->get(), out->get(), pi.get(), precision_);
        acb_div_ui(out->get(), out->get(), 180, precision_);
      }
    }
    return EvalStatus::kOk;
  }

  EvalStatus Power(const Node& node, Ball* out) {
    Ball base, exponent;
    EvalStatus status = Eval(node.args[0], &base);
    if (status == EvalStatus::kOk) status = Eval(node.args[1], &exponent);
    if (status != EvalStatus::kOk) return status;
    if (acb_is_int(exponent.get())) {
      // 9^(9^(9^9)): an exponent that fits no machine word.
      if (arf_cmpabs_2exp_si(arb_midref(acb_realref(exponent.get())), 40) > 0) {
        return EvalStatus::kOverBudget;
      }
    }
    if (root_.expr->at(node.args[0]).kind == Kind::kEuler) {
      acb_exp(out->get(), exponent.get(), precision_);
    } else {
      acb_pow(out->get(), base.get(), exponent.get(), precision_);
    }
    return EvalStatus::kOk;
  }

  EvalStatus Root(const Node& node, Ball* out) {
    Ball radicand;
    EvalStatus status = Eval(node.args[0], &radicand);
    if (status != EvalStatus::kOk) return status;
    Rational index;
    status = EvaluateExact(root_.Child(node.args[1]), values_, &budget_, &index);
    if (status == EvalStatus::kInexact) return EvalStatus::kNotScalar;
    if (status != EvalStatus::kOk) return status;
    if (!index.is_integer() || index.sign() <= 0 || fmpz_cmp_si(index.num(), 1000) > 0) {
      return EvalStatus::kNotScalar;
    }
    const unsigned long k = fmpz_get_ui(index.num());
    // The cube root of -8 is -2, as in school.
    const bool flip =
        k % 2 == 1 && acb_is_real(radicand.get()) && arb_is_negative(acb_realref(radicand.get()));
    if (flip) acb_neg(radicand.get(), radicand.get());
    if (k == 2) {
      acb_sqrt(out->get(), radicand.get(), precision_);
    } else {
      acb_root_ui(out->get(), radicand.get(), k, precision_);
    }
    if (flip) acb_neg(out->get(), out->get());
    return EvalStatus::kOk;
  }

  EvalStatus Function(const Node& node, Ball* out) {
    struct Entry {
      const char* name;
      void (*apply)(acb_t, const acb_t, slong);
    };
    static const Entry kFunctions[] = {
        {"sin", acb_sin},       {"cos", acb_cos},      {"tan", acb_tan},
        {"cot", acb_cot},       {"sec", acb_sec},      {"csc", acb_csc},
        {"arcsin", acb_asin},   {"arccos", acb_acos},  {"arctan", acb_atan},
        {"sinh", acb_sinh},     {"cosh", acb_cosh},    {"tanh", acb_tanh},
        {"ln", acb_log},        {"exp", acb_exp},      {"coth", acb_coth},
        {"sech", acb_sech},     {"csch", acb_csch},    {"arcsinh", acb_asinh},
        {"arccosh", acb_acosh}, {"arctanh", acb_atanh}};
    SpendFunction(1);
    if (node.text == "log" || node.text == "lg") return Logarithm(node, out);
    if (node.text == "max" || node.text == "min") return Extreme(node, out);
    if (node.text.starts_with("arc") && node.text.size() == 6 && node.args.size() == 1) {
      const EvalStatus status = Reciprocal(node, out);
      if (status != EvalStatus::kNotScalar) return status;
    }
    for (const Entry& entry : kFunctions) {
      if (node.text != entry.name) continue;
      if (node.args.size() != 1) return EvalStatus::kNotScalar;
      Ball arg;
      const EvalStatus status = Eval(node.args[0], &arg);
      if (status != EvalStatus::kOk) return status;
      entry.apply(out->get(), arg.get(), precision_);
      AbsorbFunction(node.text, arg, *out);
      return EvalStatus::kOk;
    }
    return Leaf(node, out);
  }

  // arccot, arcsec, arccsc: those of 1/x.
  EvalStatus Reciprocal(const Node& node, Ball* out) {
    if (node.text != "arccot" && node.text != "arcsec" && node.text != "arccsc") {
      return EvalStatus::kNotScalar;
    }
    const EvalStatus status = Eval(node.args[0], out);
    if (status != EvalStatus::kOk) return status;
    acb_inv(out->get(), out->get(), precision_);
    Absorb(2 * Exponent(*out));
    if (node.text == "arccot") acb_atan(out->get(), out->get(), precision_);
    if (node.text == "arcsec") acb_acos(out->get(), out->get(), precision_);
    if (node.text == "arccsc") acb_asin(out->get(), out->get(), precision_);
    return EvalStatus::kOk;
  }

  EvalStatus Extreme(const Node& node, Ball* out) {
    for (size_t i = 0; i < node.args.size(); ++i) {
      Ball value;
      const EvalStatus status = Eval(node.args[i], &value);
      if (status != EvalStatus::kOk) return status;
      if (!acb_is_real(value.get())) return EvalStatus::kNotScalar;
      arb_ptr best = acb_realref(out->get());
      if (i == 0) {
        *out = value;
      } else {
        (node.text == "max" ? arb_max : arb_min)(best, best, acb_realref(value.get()), precision_);
      }
    }
    return EvalStatus::kOk;
  }

  // log_b x; without a base, the common logarithm.
  EvalStatus Logarithm(const Node& node, Ball* out) {
    Ball arg, base;
    EvalStatus status = Eval(node.args.back(), &arg);
    if (status != EvalStatus::kOk) return status;
    if (node.args.size() == 2) {
      status = Eval(node.args[0], &base);
      if (status != EvalStatus::kOk) return status;
    } else {
      acb_set_ui(base.get(), 10);
    }
    acb_log(arg.get(), arg.get(), precision_);
    acb_log(base.get(), base.get(), precision_);
    acb_div(out->get(), arg.get(), base.get(), precision_);
    return EvalStatus::kOk;
  }

  const Ref& root_;
  const Assignment& values_;
  const long precision_;
  Budget& budget_;
  Magnitudes& magnitudes_;
};

}  // namespace

EvalStatus EvaluateBall(const Ref& ref, const Assignment& values, long precision_bits,
                        Budget* budget, Ball* out, Magnitudes* magnitudes) {
  return Balls(ref, values, precision_bits, budget, magnitudes).Eval(ref.node, out);
}

}  // namespace r1bench::verifiers
