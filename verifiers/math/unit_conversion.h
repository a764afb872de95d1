// Answers in different units.
#ifndef R1BENCH_VERIFIERS_MATH_UNIT_CONVERSION_H_
#define R1BENCH_VERIFIERS_MATH_UNIT_CONVERSION_H_

#include <string_view>

#include "verifiers/math/expr.h"

namespace r1bench::verifiers {

// Do the units say the same? So it is when one is missing, or for degrees of an unnamed scale.
bool SameUnits(std::string_view a, std::string_view b);

// Multiplies a number in the unit `answer->unit` so that it is in `unit`: 5 km is 5000 m. Exact.
// False, and nothing done, where the units measure different things or have no exact ratio.
bool ConvertTo(std::string_view unit, Expr* answer);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_UNIT_CONVERSION_H_
