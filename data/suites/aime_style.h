// Problems in the style of the American Invitational Mathematics Examination: a statement in words,
// an integer answer from 0 to 999. Our own families and wording (30 of them), in four areas:
// number theory, combinatorics and probability, algebra, geometry.
#ifndef R1BENCH_DATA_SUITES_AIME_STYLE_H_
#define R1BENCH_DATA_SUITES_AIME_STYLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/suites/family.h"

namespace r1bench::data {

// All families; each area's table is in its own file (aime_<area>.cc).
std::vector<Family> AimeFamilies();
std::span<const Family> AimeNumberTheory();
std::span<const Family> AimeCombinatorics();
std::span<const Family> AimeAlgebra();
std::span<const Family> AimeGeometry();

// A problem without id and source, of a family drawn uniformly.
Problem MakeAimeStyle(base::Rng& rng);

// Sets the answer if it lies in 0..999; else returns false.
bool SetAimeAnswer(int64_t value, Draft* draft);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_AIME_STYLE_H_
