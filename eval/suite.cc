#include "eval/suite.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "data/dataset.h"
#include "data/suites/fixed.h"

namespace r1bench::eval {
namespace {

Suite NamedSuite(const std::string& name, const SuiteOptions& options) {
  Suite suite;
  suite.name = name;
  suite.generated = data::IsSuite(name);
  if (suite.generated) {
    suite.seed = options.seed;
    suite.problems = data::GenerateSuite(name, options.seed, options.generated);
  } else {
    suite.problems = data::FixedSuite(name);
  }
  std::string lines;
  for (const data::Problem& problem : suite.problems) lines += data::ToJsonLine(problem) + "\n";
  suite.sha256 = base::Sha256Hex(lines);
  return suite;
}

Suite FileSuite(const std::string& path) {
  Suite suite;
  suite.name = base::BaseName(path);
  if (suite.name.ends_with(".jsonl")) suite.name.resize(suite.name.size() - 6);
  suite.path = path;
  suite.problems = data::ReadProblems(path);
  const bool compared = std::any_of(
      suite.problems.begin(), suite.problems.end(),
      [](const data::Problem& problem) { return KindOf(problem) == ProblemKind::kAnswer; });
  // Read once more for the fault's line.
  if (compared) suite.problems = data::ReadProblems(path, {.require_answer = true});
  suite.sha256 = data::DatasetHash(path);
  return suite;
}

void SetKind(Suite* suite) {
  suite->kind = KindOf(suite->problems.front());
  for (const data::Problem& problem : suite->problems) {
    base::Require(KindOf(problem) == suite->kind, suite->name, ": problem ", problem.id,
                  " is of another kind than those before it (an answer, a program or a function is "
                  "asked for); make a file of each kind");
  }
}

}  // namespace

std::vector<data::SuiteInfo> NamedSuites() {
  std::vector<data::SuiteInfo> suites = data::Suites();
  for (data::SuiteInfo& suite : data::FixedSuites()) suites.push_back(std::move(suite));
  return suites;
}

bool IsNamedSuite(const std::string& name) {
  return data::IsSuite(name) || data::IsFixedSuite(name);
}

Suite LoadSuite(const std::string& name, const SuiteOptions& options) {
  Suite suite = IsNamedSuite(name) ? NamedSuite(name, options) : FileSuite(name);
  const int64_t count = static_cast<int64_t>(suite.problems.size());
  if (options.limit > 0 && options.limit < count) suite.problems.resize(options.limit);
  base::Require(!suite.problems.empty(), name, " holds no problem");
  SetKind(&suite);
  return suite;
}

}  // namespace r1bench::eval
