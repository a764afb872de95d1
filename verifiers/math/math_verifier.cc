#include "verifiers/math/math_verifier.h"

#include <utility>

#include "base/error.h"
#include "verifiers/math/compare.h"
#include "verifiers/math/extract.h"
#include "verifiers/math/lexer.h"
#include "verifiers/math/parser.h"
#include "verifiers/math/text_answer.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kShownBytes = 200;

struct Reference : PreparedProblem {
  std::string text;
  LexResult lexed;
  ParseResult parsed;
};

Verdict Make(Status status, std::string reason) {
  Verdict verdict;
  verdict.status = status;
  verdict.reward = status == Status::kCorrect ? 1 : 0;
  verdict.reason = std::move(reason);
  return verdict;
}

std::string Shortened(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  return std::string(text.substr(0, kShownBytes)) + "...";
}

Verdict JudgeAnswer(const Reference& reference, std::string_view answer) {
  if (answer.find_first_not_of(" \t\r\n$") == std::string_view::npos) {
    return Make(Status::kNoAnswer, "the answer is empty");
  }
  const LexResult lexed = Lex(answer);
  if (!lexed.ok) {
    if (answer == reference.text) return Make(Status::kCorrect, "written like the reference");
    return Make(lexed.over_budget ? Status::kOverBudget : Status::kUnparsable, lexed.error);
  }
  if (lexed.tokens.empty()) return Make(Status::kNoAnswer, "the answer is empty");
  if (reference.lexed.ok) {
    if (lexed.tokens == reference.lexed.tokens) {
      return Make(Status::kCorrect, "written like the reference");
    }
    if (SameWords(reference.lexed.tokens, lexed.tokens) ||
        SameChoice(reference.lexed.tokens, lexed.tokens)) {
      return Make(Status::kCorrect, "the same words");
    }
  }
  const ParseResult parsed = Parse(lexed.tokens);
  if (!parsed.ok) {
    return Make(parsed.over_budget ? Status::kOverBudget : Status::kUnparsable, parsed.error);
  }
  if (!reference.parsed.ok) return Make(Status::kWrong, "not written like the reference");
  Budget budget;
  switch (CompareAnswers(reference.parsed.expr, parsed.expr, &budget)) {
    case Outcome::kEqual:
      return Make(Status::kCorrect, "equal to the reference");
    case Outcome::kDifferent:
      return Make(Status::kWrong, "not equal to the reference");
    case Outcome::kUndecided:
      break;
  }
  return Make(Status::kOverBudget, "the comparison is not decided within the budget");
}

void Describe(std::string_view answer, const char* how, Verdict* verdict) {
  verdict->details["answer"] = Shortened(answer);
  verdict->details["how"] = how;
  const std::string canonical = CanonicalAnswer(answer);
  if (!canonical.empty()) verdict->details["canonical"] = canonical;
}

}  // namespace

std::unique_ptr<const PreparedProblem> MathVerifier::Prepare(const data::Problem& problem) const {
  base::Require(problem.answer.find_first_not_of(" \t\r\n$") != std::string::npos, "problem \"",
                problem.id, "\": expected a reference answer, got none");
  auto reference = std::make_unique<Reference>();
  // A reference may be a whole solution; its only box is the answer.
  const size_t box = problem.answer.find("\\boxed");
  const bool one_box = box != std::string::npos && box == problem.answer.rfind("\\boxed");
  const Extraction boxed = one_box ? ExtractAnswer(problem.answer) : Extraction{};
  reference->text = boxed.found ? std::string(boxed.text) : problem.answer;
  reference->lexed = Lex(reference->text);
  if (reference->lexed.ok) reference->parsed = Parse(reference->lexed.tokens);
  return reference;
}

Verdict MathVerifier::VerifyAnswer(const PreparedProblem& problem, std::string_view answer) const {
  Verdict verdict = JudgeAnswer(static_cast<const Reference&>(problem), answer);
  Describe(answer, "bare", &verdict);
  verdict.verifier = name();
  verdict.version = version();
  return verdict;
}

Verdict MathVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  const Extraction extraction = ExtractAnswer(response);
  Verdict verdict = extraction.found
                        ? JudgeAnswer(static_cast<const Reference&>(problem), extraction.text)
                        : Make(Status::kNoAnswer, "no boxed, tagged or announced answer");
  Describe(extraction.text, extraction.how, &verdict);
  return verdict;
}

std::string CanonicalAnswer(std::string_view answer) {
  const LexResult lexed = Lex(answer);
  if (!lexed.ok || lexed.tokens.empty()) return {};
  const ParseResult parsed = Parse(lexed.tokens);
  if (parsed.ok && parsed.expr.num_signs == 0) {
    Budget budget;
    const std::string value = ExactText({&parsed.expr, parsed.expr.root, 0}, &budget);
    if (!value.empty() && value.size() <= kShownBytes) return value;
  }
  std::string key;
  for (const Token& token : lexed.tokens) {
    if (!key.empty()) key += ' ';
    key += token.text;
    if (key.size() > 4 * kShownBytes) return {};
  }
  return key;
}

}  // namespace r1bench::verifiers
