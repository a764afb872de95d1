#include "verifiers/math/math_verifier.h"

#include <utility>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

struct Reference : PreparedProblem {
  explicit Reference(ParsedAnswer parsed) : answer(std::move(parsed)) {}
  ParsedAnswer answer;
};

const ParsedAnswer& AnswerOf(const PreparedProblem& problem) {
  return static_cast<const Reference&>(problem).answer;
}

}  // namespace

std::unique_ptr<const PreparedProblem> MathVerifier::Prepare(const data::Problem& problem) const {
  try {
    return std::make_unique<Reference>(ParseReference(problem.answer));
  } catch (const base::Error& error) {
    base::Fail("problem \"", problem.id, "\": ", error.what());
  }
}

Verdict MathVerifier::VerifyAnswer(const PreparedProblem& problem, std::string_view answer) const {
  Verdict verdict = VerifyMathAnswer(answer, AnswerOf(problem), options_);
  verdict.verifier = name();
  verdict.version = version();
  return verdict;
}

Verdict MathVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  return VerifyMath(response, AnswerOf(problem), options_);
}

}  // namespace r1bench::verifiers
