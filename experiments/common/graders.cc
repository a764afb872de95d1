#include "experiments/common/graders.h"

#include "base/error.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::experiments {

std::shared_ptr<const verifiers::Verifier> MakeVerifier(eval::ProblemKind kind) {
  base::Require(!eval::IsCode(kind), "expected problems with answers; programs are not judged yet");
  return std::make_shared<verifiers::MathVerifier>();
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
