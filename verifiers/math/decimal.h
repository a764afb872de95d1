// Decimals that stand for a rounded value.
#ifndef R1BENCH_VERIFIERS_MATH_DECIMAL_H_
#define R1BENCH_VERIFIERS_MATH_DECIMAL_H_

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {

// Decimals are exact, with one exception: a decimal of at least this many significant digits.
inline constexpr int kRoundedDigits = 6;

// Is `decimal` written with a point and kRoundedDigits significant digits or more, and is `value`,
// which is not written as a decimal itself (sqrt 2, 1/7), within half a unit of its last digit?
bool RoundsTo(const Ref& decimal, const Ref& value, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_DECIMAL_H_
