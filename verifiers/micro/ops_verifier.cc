#include "verifiers/micro/ops_verifier.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "data/micro/ops_vocabulary.h"

namespace r1bench::verifiers {
namespace {

struct PreparedOps : PreparedProblem {
  micro::OpsPrompt prompt;
};

// Tokens of any bytes: a character outside the vocabulary becomes an id outside it, which
// GradeAnswer calls unparsable.
std::vector<int32_t> Tokens(std::string_view text) {
  std::vector<int32_t> tokens;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') continue;
    tokens.push_back(micro::TokenOfChar(c));
  }
  if (tokens.empty() || tokens.back() != micro::kTokenEnd) tokens.push_back(micro::kTokenEnd);
  return tokens;
}

Verdict FromGrade(const micro::OpsGrade& grade) {
  Verdict verdict;
  verdict.reward = grade.reward;
  switch (grade.status) {
    case micro::OpsStatus::kCorrect:
      verdict.status = Status::kCorrect;
      verdict.reason = "the operators reach the target";
      break;
    case micro::OpsStatus::kWrong:
      verdict.status = Status::kWrong;
      verdict.reason = "the operators miss the target";
      break;
    case micro::OpsStatus::kNoAnswer:
    case micro::OpsStatus::kTruncated:
      verdict.status = Status::kNoAnswer;
      verdict.reason = "there is no `A o1 o2`";
      break;
    case micro::OpsStatus::kUnparsable:
      verdict.status = Status::kUnparsable;
      verdict.reason = "`A` is not followed by exactly two operators";
      break;
  }
  return verdict;
}

}  // namespace

std::unique_ptr<const PreparedProblem> OpsVerifier::Prepare(const data::Problem& problem) const {
  auto prepared = std::make_unique<PreparedOps>();
  try {
    prepared->prompt = task_.ParsePrompt(micro::OpsEncode(problem.problem));
  } catch (const base::Error& e) {
    base::Fail("problem ", problem.id, ": ", e.what());
  }
  return prepared;
}

Verdict OpsVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  const auto& prepared = static_cast<const PreparedOps&>(problem);
  const std::vector<int32_t> tokens = Tokens(response);
  Verdict verdict = FromGrade(micro::GradeAnswer(task_, prepared.prompt, tokens));
  if (verdict.status == Status::kCorrect || verdict.status == Status::kWrong) {
    const auto answer = std::find(tokens.begin(), tokens.end(), micro::kTokenAnswer);
    verdict.details["canonical"] = micro::OpsDecode({&*answer + 1, 2});
  }
  return verdict;
}

}  // namespace r1bench::verifiers
