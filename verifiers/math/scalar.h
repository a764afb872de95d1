// Are two scalar trees the same number, or the same function of their symbols?
//
// Rational functions are compared by their values in several prime fields at fixed pseudo-random
// points, and so are powers and factorials that are too large to be expanded. Everything else is
// evaluated at fixed pseudo-random points (points.h; one point, if there are no symbols): where
// both sides are rational the comparison is exact; else both are enclosed in balls of growing
// precision, until the balls are disjoint (different) or agree far below anything that such trees
// could hide (compare_balls.h; equal). No tolerance is involved: 0.333333 is not 1/3.
//
// Symbols stand for real numbers. Points with negative values tell sqrt(x^2) from x; at such a
// point, a side that is not real (ln of a negative number) says nothing and the point is left out,
// so ln(a/b) is ln a - ln b. But a reference with a modulus, ln |x|, asks for all points where it
// is real. n in (-1)^n or in the floor of n/2 stands for whole numbers alone.
#ifndef R1BENCH_VERIFIERS_MATH_SCALAR_H_
#define R1BENCH_VERIFIERS_MATH_SCALAR_H_

#include <optional>
#include <set>
#include <string>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {

enum class Outcome {
  kEqual,
  kDifferent,
  kUndecided,  // over the budget, or undefined, or beyond what is evaluated
};

Outcome CompareScalars(const Ref& a, const Ref& b, Budget* budget);

// The sign of a - b, of constants; none where it cannot be told.
std::optional<int> OrderScalars(const Ref& a, const Ref& b, Budget* budget);

// Is b = c * a for one constant c != 0? `positive` asks for c > 0. For equations a = 0, b = 0.
Outcome CompareUpToFactor(const Ref& a, const Ref& b, bool positive, Budget* budget);

// Names of the symbols in the tree.
void CollectSymbols(const Ref& ref, std::set<std::string>* names);
bool HasSymbols(const Ref& ref);
bool ContainsKind(const Ref& ref, Kind kind);

// -1 or +1 for minus or plus infinity, else 0.
int InfinitySign(const Ref& ref);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_SCALAR_H_
