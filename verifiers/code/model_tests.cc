#include "verifiers/code/model_tests.h"

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

// Which tests the program passes; none if it cannot be run at all.
std::vector<bool> Passed(const CodeJudge& judge, const CodeProblem& problem,
                         const KnownProgram& program) {
  const CodeResult result = judge.Judge(problem, {program.language, program.source});
  std::vector<bool> passed(static_cast<size_t>(problem.num_tests()), false);
  for (size_t i = 0; i < result.tests.size(); ++i) {
    passed[i] = result.tests[i].verdict == CodeVerdict::kAccepted;
  }
  return passed;
}

bool FailsOneOf(const std::vector<bool>& passed, const std::vector<int>& kept) {
  for (const int index : kept) {
    if (!passed[static_cast<size_t>(index)]) return true;
  }
  return false;
}

}  // namespace

TestValidation ValidateTests(const CodeJudge& judge, const CodeProblem& problem,
                             const std::vector<KnownProgram>& good,
                             const std::vector<KnownProgram>& bad) {
  TestValidation validation;
  if (good.empty() || bad.empty()) {
    validation.reason = "there has to be a known good and a known bad program";
    return validation;
  }
  std::vector<bool> agreed(static_cast<size_t>(problem.num_tests()), true);
  for (const KnownProgram& program : good) {
    const std::vector<bool> passed = Passed(judge, problem, program);
    for (size_t i = 0; i < agreed.size(); ++i) agreed[i] = agreed[i] && passed[i];
  }
  for (size_t i = 0; i < agreed.size(); ++i) {
    if (agreed[i]) validation.kept.push_back(static_cast<int>(i));
  }
  for (size_t i = 0; i < bad.size(); ++i) {
    const bool rejected = FailsOneOf(Passed(judge, problem, bad[i]), validation.kept);
    if (!rejected) validation.missed.push_back(static_cast<int>(i));
  }
  validation.usable = validation.missed.empty();
  if (!validation.usable) validation.reason = "a known bad program passes all tests that are kept";
  if (validation.kept.empty()) validation.reason = "no test is passed by all known good programs";
  return validation;
}

std::vector<KnownProgram> ParseKnownPrograms(const base::Json& json, std::string_view where) {
  base::Require(json.is_array(), where, ": expected a list of programs");
  std::vector<KnownProgram> programs;
  for (const base::Json& row : json) {
    programs.push_back(
        {ParseCodeLanguage(base::JsonGet<std::string>(row, "language", where), where),
         base::JsonGet<std::string>(row, "source", where)});
  }
  return programs;
}

}  // namespace r1bench::verifiers
