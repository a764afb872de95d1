// Is a sum of products of trees zero at a point? Decided by balls of growing precision.
//
// Disjoint from zero: no. A ball around zero proves nothing by itself, however small: tanh 99 is 1
// but for 2^-285, and log_2(2^200 + 1) is 200 but for 2^-200. So "yes" asks for more bits than such
// trees can hide: eight times the smallest magnitude met on the way, what sums and saturating
// functions absorb (Magnitudes::absorbed) and four bits for each digit written (root separation),
// beside a margin. Beyond 8192 bits nothing is decided.
#ifndef R1BENCH_VERIFIERS_MATH_COMPARE_BALLS_H_
#define R1BENCH_VERIFIERS_MATH_COMPARE_BALLS_H_

#include <vector>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {

enum class PointResult { kSame, kDifferent, kSkipped, kUndecided };

// One tree at one point, or the product of two.
struct Term {
  Ref first;
  const Assignment* first_point;
  Ref second;
  const Assignment* second_point = nullptr;  // null: no second factor
  bool minus = false;
};

// A term that is not real, or holds a part that is not: sqrt a sqrt b at -1, -1 is -1.
enum class Unreal {
  kCompare,          // is a number like any other
  kSkip,             // says nothing
  kSkipOfReference,  // says nothing in the first term, else it is a difference
};

// kSkipped where a term is undefined, or not real as `unreal` says.
PointResult CompareBalls(const std::vector<Term>& terms, Unreal unreal, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_COMPARE_BALLS_H_
