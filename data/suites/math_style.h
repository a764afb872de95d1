// Problems in the style of the MATH benchmark: seven subjects, five levels, answers in LaTeX
// (integers, fractions, decimals, surds, multiples of pi, complex numbers, tuples, lists, intervals
// and unions, polynomials, matrices, numerals in a base). Our own families and wording.
#ifndef R1BENCH_DATA_SUITES_MATH_STYLE_H_
#define R1BENCH_DATA_SUITES_MATH_STYLE_H_

#include <array>
#include <span>
#include <vector>

#include "data/suites/family.h"

namespace r1bench::data {

// The families of each subject; every table is in its own file (math_<subject>.cc).
std::span<const Family> MathPrealgebra();
std::span<const Family> MathAlgebra();
std::span<const Family> MathNumberTheory();
std::span<const Family> MathCounting();
std::span<const Family> MathGeometry();
std::span<const Family> MathIntermediateAlgebra();
std::span<const Family> MathPrecalculus();

// The seven subjects in the order above.
std::array<std::span<const Family>, 7> MathSubjects();
std::vector<Family> MathFamilies();

// A problem without id and source: a subject drawn uniformly, then one of its families.
Problem MakeMathStyle(base::Rng& rng);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_MATH_STYLE_H_
