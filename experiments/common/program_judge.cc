#include "experiments/common/program_judge.h"

#include <memory>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/parallel.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/code_problem.h"

namespace r1bench::experiments {
namespace {

using verifiers::CodeResult;
using verifiers::CodeVerdict;

// An expression of some tokens: what needs more than this is an accident such as 9**9**9**9.
verifiers::CodeLimits Limits() {
  verifiers::CodeLimits limits;
  limits.run.cpu_ms = 500;
  limits.run.memory_bytes = int64_t{64} << 20;
  limits.run.tmpfs_bytes = int64_t{1} << 20;
  return limits;
}

verifiers::CodeProblem ProblemOf(const micro::Recipe& recipe) {
  base::Json expected = base::Json::array();
  for (const int x : micro::kProgramInputs) expected.push_back(micro::Value(recipe, x));
  const base::Json arguments = base::Json::array({micro::kProgramInputs});
  const base::Json problem = {{"mode", "func"},
                              {"fn", "f"},
                              {"checker", "typed-json"},
                              {"tests", base::Json::array({{arguments, expected}})}};
  return verifiers::ParseCodeProblem(problem, Limits(), micro::RecipeId(recipe));
}

}  // namespace

RunPrograms SandboxedPrograms() {
  verifiers::JudgeOptions options;
  options.workers = base::NumThreads();
  const auto judge = std::make_shared<const verifiers::CodeJudge>(options);
  return [judge](const micro::Recipe& recipe, std::span<const std::string> sources) {
    const verifiers::CodeProblem problem = ProblemOf(recipe);
    std::vector<CodeVerdict> verdicts(sources.size());
    base::ParallelFor(
        static_cast<int64_t>(sources.size()), /*grain=*/1, [&](int64_t begin, int64_t end) {
          for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
            const CodeResult result =
                judge->Judge(problem, {verifiers::CodeLanguage::kPython, sources[i]});
            base::Require(result.verdict != CodeVerdict::kInternalError,
                          "the sandbox failed on a program for ", micro::RecipeId(recipe), ": ",
                          result.message);
            verdicts[i] = result.verdict;
          }
        });
    return verdicts;
  };
}

}  // namespace r1bench::experiments
