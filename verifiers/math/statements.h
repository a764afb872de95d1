// Equations, inequalities and intervals: what a statement says.
#ifndef R1BENCH_VERIFIERS_MATH_STATEMENTS_H_
#define R1BENCH_VERIFIERS_MATH_STATEMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

// The value that "x = 5", "f(2) = 7", "x = 10/4 = 2.5" or "2 sqrt 5 ~ 4.47" states, if it states
// one: the last side before an approximation. The left side must be a name for something (not an
// equation to solve), and sides without symbols must agree. Fewer names pass in a reference: if it
// says a^2 + b = 0, the equation is the answer.
std::optional<Ref> StatedValue(const Ref& relation, bool of_reference, Budget* budget);

// A relation's sides; > and >= are turned into < and <= where all are such.
struct Chain {
  std::vector<Ref> sides;
  std::string operators;
};
Chain Ascending(const Ref& relation);

struct Interval {
  std::optional<Ref> low, high;  // none: infinite
  bool low_closed = false, high_closed = false;
};

// The intervals of an interval, a union of intervals, an inequality in one symbol, or a list of
// such inequalities ("x < 1 or x > 3"). Empty when `ref` is none of these.
std::vector<Interval> AsIntervals(const Ref& ref);

Outcome CompareIntervals(const Interval& a, const Interval& b, Budget* budget);

// Two equations or inequalities.
Outcome CompareRelations(const Ref& a, const Ref& b, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_STATEMENTS_H_
