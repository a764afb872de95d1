// Does a predicted answer state the reference answer? Last step of the math verifier.
//
// Typed: numbers and expressions by value (scalar.h); tuples and intervals in order, brackets
// included; sets and lists in any order, every element once; unions; matrices by entries; equations
// up to a factor; inequalities as intervals. An answer of another type is another answer: a list of
// two numbers never equals one of them.
//
// Policy, where both readings can be defended:
//   x = 5 states 5; f(2) = 7 states 7; 2x + 3 = 7 does not state 7
//   9% equals 0.09, and equals 9 (a problem may ask for "what percent")
//   a unit may be left out; units of one kind are converted (unit_conversion.h), others differ
//   52_8 equals only 52_8: a base is part of the answer
//   (1,2) is not {1,2} and not a column vector; decimals are exact
#ifndef R1BENCH_VERIFIERS_MATH_COMPARE_H_
#define R1BENCH_VERIFIERS_MATH_COMPARE_H_

#include "verifiers/math/expr.h"
#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

Outcome CompareAnswers(const Expr& reference, const Expr& prediction, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_COMPARE_H_
