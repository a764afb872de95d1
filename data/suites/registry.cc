#include "data/suites/registry.h"

#include <unordered_set>

#include "base/error.h"
#include "base/rng.h"
#include "data/suites/aime_style.h"
#include "data/suites/arithmetic.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

// One problem from its own random stream.
using MakeProblem = Problem (*)(base::Rng& rng);

struct Entry {
  const char* name;
  const char* summary;
  MakeProblem make;
};

constexpr Entry kEntries[] = {
    {"aime_style", "competition problems with integer answers from 0 to 999, 30 families",
     &MakeAimeStyle},
    {"math_style", "the seven subjects of MATH at five levels, answers in LaTeX, 53 families",
     &MakeMathStyle},
    {"arithmetic", "sums, products and nested expressions of small integers", &MakeArithmetic},
};

const Entry& FindEntry(std::string_view name) {
  std::string known;
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry;
    known += std::string(known.empty() ? "" : ", ") + entry.name;
  }
  base::Fail("no generated suite \"", name, "\"; there are ", known);
}

}  // namespace

std::vector<SuiteInfo> Suites() {
  std::vector<SuiteInfo> infos;
  for (const Entry& entry : kEntries) infos.push_back({entry.name, entry.summary});
  return infos;
}

std::vector<std::string> SuiteNames() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.push_back(entry.name);
  return names;
}

bool IsSuite(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return true;
  }
  return false;
}

std::vector<Problem> GenerateSuite(std::string_view name, uint64_t seed, int64_t count) {
  const Entry& entry = FindEntry(name);
  std::vector<Problem> problems;
  std::unordered_set<std::string> seen;
  const int64_t most_draws = 100 * count + 1000;
  for (int64_t draw = 0; static_cast<int64_t>(problems.size()) < count; ++draw) {
    base::Require(draw < most_draws, "suite ", name, " has no ", count,
                  " different problems; ask for fewer");
    base::Rng rng(seed, base::StrCat("suite/", name), static_cast<uint64_t>(draw));
    Problem problem = entry.make(rng);
    if (!seen.insert(problem.problem).second) continue;
    problem.id = base::StrCat(name, "-s", seed, "-", problems.size());
    problem.source = base::StrCat("generated: ", name, ", seed ", seed);
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace r1bench::data
