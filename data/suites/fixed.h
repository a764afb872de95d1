// Fixed suites by name: problems of our own that are the same for every seed and are decided by
// tests, not by an answer. (Suites made from a seed: registry.h.)
//
//   std::vector<data::Problem> problems = data::FixedSuite("codeforces_style");
#ifndef R1BENCH_DATA_SUITES_FIXED_H_
#define R1BENCH_DATA_SUITES_FIXED_H_

#include <string_view>
#include <vector>

#include "data/problem.h"
#include "data/suites/registry.h"

namespace r1bench::data {

std::vector<SuiteInfo> FixedSuites();
bool IsFixedSuite(std::string_view name);

// All problems, in the suite's order. Throws base::Error for an unknown name.
std::vector<Problem> FixedSuite(std::string_view name);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_FIXED_H_
