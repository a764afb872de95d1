#include "experiments/common/graders.h"

#include "base/parallel.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/code_verifier.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::experiments {

Grader MakeGrader(eval::ProblemKind kind, bool weak_sandbox) {
  Grader grader;
  if (!eval::IsCode(kind)) {
    grader.verifier = std::make_shared<verifiers::MathVerifier>();
    return grader;
  }
  const auto judge = std::make_shared<verifiers::CodeJudge>(verifiers::JudgeOptions{
      .workers = base::NumThreads(), .allow_weak = weak_sandbox, .warm_python = true});
  grader.verifier =
      std::make_shared<verifiers::CodeVerifier>(std::make_shared<verifiers::CodeScorer>(judge));
  grader.judges = judge->workers();
  grader.sandbox = judge->Describe();
  return grader;
}

const char* DefaultTemplate(eval::ProblemKind kind) {
  switch (kind) {
    case eval::ProblemKind::kAnswer:
      return "boxed";
    case eval::ProblemKind::kProgram:
      return "code";
    case eval::ProblemKind::kFunction:
      return "code_function";
  }
  return "boxed";
}

}  // namespace r1bench::experiments
