// Generated suites by name: problems made from a seed, each with an exactly computed answer.
//
//   std::vector<data::Problem> problems = data::GenerateSuite("math_style", /*seed=*/1, 200);
//
// Problem i of a suite depends on (name, seed) and on the problems before it (duplicates are drawn
// again), so a longer suite begins with the shorter one. Same seed, same bytes.
#ifndef R1BENCH_DATA_SUITES_REGISTRY_H_
#define R1BENCH_DATA_SUITES_REGISTRY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/problem.h"

namespace r1bench::data {

struct SuiteInfo {
  std::string name;
  std::string summary;  // one line for --list
};

std::vector<SuiteInfo> Suites();
std::vector<std::string> SuiteNames();
bool IsSuite(std::string_view name);

// `count` problems. Throws base::Error for an unknown name or a count the suite cannot give.
std::vector<Problem> GenerateSuite(std::string_view name, uint64_t seed, int64_t count);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_REGISTRY_H_
