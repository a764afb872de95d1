// Sets of real numbers with constant ends: intervals, their unions, intersections and differences,
// finite sets, R, and conditions on one symbol: x < 1 or x > 3, |x - 2| <= 5, x != 3.
//
// "And" is an intersection and "or" a union, literally. A comma is what makes sense: "and" beside
// x != 3 and where the intersection is bounded and not empty ("x > 2, x < 3"), "or" where it is
// empty ("x < 2, x > 3"), else the set is not read.
#ifndef R1BENCH_VERIFIERS_MATH_REAL_SETS_H_
#define R1BENCH_VERIFIERS_MATH_REAL_SETS_H_

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

// Is it written as a set of more than single numbers, and not as a pair (a, b) alone?
bool IsRealSet(const Ref& ref);

// The same set of real numbers? Undecided where one of them is none, or its ends are not constant.
// Conditions on different symbols are different.
Outcome CompareRealSets(const Ref& a, const Ref& b, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_REAL_SETS_H_
