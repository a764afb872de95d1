#include "verifiers/math/decimal.h"

#include <algorithm>
#include <string>

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {
namespace {

constexpr long kPrecision = 256;
constexpr size_t kMaxDecimals = 60;

// The digits of a number without its sign, or nullptr for anything else.
const std::string* Literal(const Ref& ref) {
  const Node& node = ref.at();
  const Node& inner = node.kind == Kind::kNegate ? ref.expr->at(node.args[0]) : node;
  return inner.kind == Kind::kNumber ? &inner.text : nullptr;
}

// Digits behind the point of a plain decimal with enough significant digits, else 0.
size_t Decimals(const std::string& text) {
  const size_t point = text.find('.');
  if (point == std::string::npos || text.find_first_of("e(") != std::string::npos) return 0;
  const size_t first = text.find_first_not_of("0.");
  if (first == std::string::npos) return 0;
  const auto digits = std::count_if(text.begin() + static_cast<long>(first), text.end(),
                                    [](char c) { return c != '.'; });
  return digits >= kRoundedDigits ? text.size() - point - 1 : 0;
}

}  // namespace

bool RoundsTo(const Ref& decimal, const Ref& value, Budget* budget) {
  const std::string* text = Literal(decimal);
  if (text == nullptr) return false;
  const size_t decimals = Decimals(*text);
  if (decimals == 0 || decimals > kMaxDecimals) return false;
  const std::string* other = Literal(value);
  if ((other != nullptr && other->find('(') == std::string::npos) || HasSymbols(value))
    return false;
  Rational written, half(2);
  if (EvaluateExact(decimal, {}, budget, &written) != EvalStatus::kOk) return false;
  Ball ball;
  Magnitudes unused;
  if (EvaluateBall(value, {}, kPrecision, budget, &ball, &unused) != EvalStatus::kOk) return false;
  if (!acb_is_real(ball.get())) return false;
  // |ball - written| - 10^-decimals / 2 <= 0
  Ball bound;
  acb_set_fmpq(bound.get(), written.get(), kPrecision);
  arb_ptr distance = acb_realref(bound.get());
  arb_sub(distance, acb_realref(ball.get()), distance, kPrecision);
  arb_abs(distance, distance);
  Rational scale(10);
  fmpq_pow_si(scale.get(), scale.get(), -static_cast<long>(decimals));
  fmpq_div(half.get(), scale.get(), half.get());
  Ball limit;
  acb_set_fmpq(limit.get(), half.get(), kPrecision);
  arb_sub(distance, distance, acb_realref(limit.get()), kPrecision);
  return arb_is_nonpositive(distance) != 0;
}

}  // namespace r1bench::verifiers
