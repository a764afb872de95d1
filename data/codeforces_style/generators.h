// The generators of all problems. Each is defined in its problem's generator.cc.
#ifndef R1BENCH_DATA_CODEFORCES_STYLE_GENERATORS_H_
#define R1BENCH_DATA_CODEFORCES_STYLE_GENERATORS_H_

#include <span>
#include <string_view>

#include "data/codeforces_style/test_set.h"

namespace r1bench::data::codeforces_style {

extern const ProblemGenerator kC1A, kC1B, kC1C, kC1D, kC1E, kC1F;
extern const ProblemGenerator kC2A, kC2B, kC2C, kC2D, kC2E, kC2F;
extern const ProblemGenerator kC3A, kC3B, kC3C, kC3D, kC3E, kC3F;
extern const ProblemGenerator kC4A, kC4B, kC4C, kC4D, kC4E, kC4F;
extern const ProblemGenerator kC5A, kC5B, kC5C, kC5D, kC5E, kC5F;

// All of them, contest by contest, A to F.
std::span<const ProblemGenerator* const> Generators();

// Throws base::Error for a path that no generator has.
const ProblemGenerator& GeneratorOf(std::string_view path);

}  // namespace r1bench::data::codeforces_style

#endif  // R1BENCH_DATA_CODEFORCES_STYLE_GENERATORS_H_
