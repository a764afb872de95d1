#include "verifiers/math/compare_balls.h"

#include <algorithm>

namespace r1bench::verifiers {
namespace {

constexpr long kFirstPrecision = 192;
constexpr long kLastPrecision = 8192;
constexpr int64_t kMargin = 64;
constexpr int64_t kBitsOfDigit = 4;

// |ball| < 2^exponent?
bool IsBelow(const Ball& ball, int64_t exponent) {
  mag_t bound;
  mag_init(bound);
  acb_get_mag(bound, ball.get());
  const bool below = mag_cmp_2exp_si(bound, exponent) < 0;
  mag_clear(bound);
  return below;
}

int64_t DigitsWritten(const Ref& ref) {
  int64_t digits = 0;
  if (ref.at().kind == Kind::kNumber) digits = static_cast<int64_t>(ref.at().text.size());
  for (const int arg : ref.at().args) digits += DigitsWritten(ref.Child(arg));
  return digits;
}

// One comparison, at one precision after another.
class Comparison {
 public:
  Comparison(const std::vector<Term>& terms, Unreal unreal, Budget* budget)
      : terms_(terms), unreal_(unreal), budget_(*budget) {
    for (const Term& term : terms) {
      digits_ += DigitsWritten(term.first);
      if (term.second_point != nullptr) digits_ += DigitsWritten(term.second);
    }
  }

  PointResult Run() {
    PointResult result = PointResult::kUndecided;
    for (long precision = kFirstPrecision;;) {
      result = At(precision);
      if (result == PointResult::kSame || result == PointResult::kDifferent) return result;
      // A ball may be undefined only because it is wide: once more, with more bits.
      if (result == PointResult::kSkipped && precision > kFirstPrecision) return result;
      if (precision == kLastPrecision) return result;
      if (budget_.spent()) return PointResult::kUndecided;
      const int64_t wanted = needed_ + magnitudes_.largest + kMargin;
      // Equality is out of reach; a difference may still show.
      if (wanted > kLastPrecision && precision > kFirstPrecision) return PointResult::kUndecided;
      if (wanted > kLastPrecision) {
        precision *= 4;
        continue;
      }
      precision = std::min<int64_t>(std::max<int64_t>(2 * precision, wanted), kLastPrecision);
    }
  }

 private:
  EvalStatus Evaluate(const Term& term, long precision, Ball* product) {
    EvalStatus status =
        EvaluateBall(term.first, *term.first_point, precision, &budget_, product, &magnitudes_);
    if (status != EvalStatus::kOk || term.second_point == nullptr) return status;
    Ball factor;
    status =
        EvaluateBall(term.second, *term.second_point, precision, &budget_, &factor, &magnitudes_);
    if (status == EvalStatus::kOk) {
      acb_mul(product->get(), product->get(), factor.get(), precision);
    }
    return status;
  }

  PointResult At(long precision) {
    budget_.rule = "ball";
    Ball sum;
    magnitudes_ = {};
    for (const Term& term : terms_) {
      Ball product;
      const EvalStatus status = Evaluate(term, precision, &product);
      if (status == EvalStatus::kUndefined) return PointResult::kSkipped;
      if (status != EvalStatus::kOk) return PointResult::kUndecided;
      const bool real = acb_is_real(product.get()) && !magnitudes_.unreal;
      if (unreal_ != Unreal::kCompare && !real) {
        const bool prediction = unreal_ == Unreal::kSkipOfReference && &term != terms_.data();
        return prediction && magnitudes_.unreal ? PointResult::kDifferent : PointResult::kSkipped;
      }
      if (term.minus) acb_neg(product.get(), product.get());
      acb_add(sum.get(), sum.get(), product.get(), precision);
    }
    if (!acb_contains_zero(sum.get())) return PointResult::kDifferent;
    needed_ = kMargin + kBitsOfDigit * digits_ - 8 * magnitudes_.smallest + magnitudes_.absorbed;
    return IsBelow(sum, -needed_) ? PointResult::kSame : PointResult::kUndecided;
  }

  const std::vector<Term>& terms_;
  const Unreal unreal_;
  Budget& budget_;
  int64_t digits_ = 0;
  int64_t needed_ = 0;
  Magnitudes magnitudes_;
};

}  // namespace

PointResult CompareBalls(const std::vector<Term>& terms, Unreal unreal, Budget* budget) {
  return Comparison(terms, unreal, budget).Run();
}

}  // namespace r1bench::verifiers
