// Ratios: 6:8 is 3:4, but 10:30 may be a time of day, which is not 1:3.
#ifndef R1BENCH_VERIFIERS_MATH_RATIOS_H_
#define R1BENCH_VERIFIERS_MATH_RATIOS_H_

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

// Are both ratios a : b : ... of constants, not all zero, and proportional? Never where the
// reference is written like a time (12:05, 1:30:00) or one of them has a unit (a.m.).
bool ScalesTo(const Ref& reference, const Ref& answer, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_RATIOS_H_
