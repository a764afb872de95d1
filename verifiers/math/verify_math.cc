#include "verifiers/math/verify_math.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "verifiers/math/compare.h"
#include "verifiers/math/evaluate.h"
#include "verifiers/math/extract.h"
#include "verifiers/math/lexer.h"
#include "verifiers/math/parser.h"
#include "verifiers/math/text_answer.h"
#include "verifiers/math/undefined.h"

namespace r1bench::verifiers {

struct ParsedAnswer::Parts {
  std::string text;
  LexResult lexed;
  ParseResult parsed;
};

namespace {

constexpr size_t kShownBytes = 200;
constexpr char kUndefined[] = "undefined";
constexpr int64_t kReferenceSteps = 10'000'000;

// FLINT keeps numbers in a pool of each thread, which is given back when the thread ends.
struct FlintPool {
  ~FlintPool() { flint_cleanup(); }
};
void CleanUpWithThread() {
  thread_local const FlintPool pool;
  (void)pool;
}

// A response's answer on its way to a verdict.
struct Reading {
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

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n$") == std::string_view::npos;
}

Verdict Unread(bool over_budget, const std::string& error, Budget* budget) {
  budget->rule = over_budget ? "budget" : "unreadable";
  return Make(over_budget ? Status::kOverBudget : Status::kUnparsable, error);
}

Verdict CompareTrees(const Expr& gold, const Expr& answer, Budget* budget) {
  switch (CompareAnswers(gold, answer, budget)) {
    case Outcome::kEqual:
      return Make(Status::kCorrect, "equal to the reference");
    case Outcome::kDifferent:
      return Make(Status::kWrong, "not equal to the reference");
    case Outcome::kUndecided:
      break;
  }
  budget->rule = kUndefined;
  if (IsUndefined({&answer, answer.root, 0}, budget)) {
    return Make(Status::kUnparsable, "the answer is undefined: it divides by zero or the like");
  }
  if (IsUndefined({&gold, gold.root, 0}, budget)) {
    return Make(Status::kWrong, "the reference is undefined and not written like this");
  }
  budget->rule = "budget";
  return Make(Status::kOverBudget, "the comparison is not decided within the budget");
}

// The same tokens, whether "and" or a comma separates them.
bool SameList(std::span<const Token> a, std::span<const Token> b) {
  const auto same = [](const Token& x, const Token& y) {
    const bool or_one = x.text == "or" || y.text == "or";
    return x == y || (!or_one && IsSeparator(x) && IsSeparator(y));
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

Verdict JudgeAnswer(const ParsedAnswer::Parts& gold, std::string_view answer, Reading* reading,
                    Budget* budget) {
  budget->rule = "empty";
  if (IsBlank(answer)) return Make(Status::kNoAnswer, "the answer is empty");
  reading->lexed = Lex(answer, budget);
  const std::vector<Token>& tokens = reading->lexed.tokens;
  if (!reading->lexed.ok) return Unread(reading->lexed.over_budget, reading->lexed.error, budget);
  if (tokens.empty()) return Make(Status::kNoAnswer, "the answer is empty");
  if (tokens == gold.lexed.tokens) {
    budget->rule = "same tokens";
    return Make(Status::kCorrect, "written like the reference");
  }
  if (SameWords(gold.lexed.tokens, tokens)) {
    budget->rule = "words";
    return Make(Status::kCorrect, "the same words");
  }
  if (SameChoice(gold.lexed.tokens, tokens)) {
    budget->rule = "choice";
    return Make(Status::kCorrect, "the same choice");
  }
  if (!gold.parsed.ok && SameList(gold.lexed.tokens, tokens)) {
    budget->rule = "same tokens";
    return Make(Status::kCorrect, "written like the reference");
  }
  reading->parsed = Parse(tokens, budget);
  if (!reading->parsed.ok) {
    return Unread(reading->parsed.over_budget, reading->parsed.error, budget);
  }
  if (!gold.parsed.ok) {
    budget->rule = "words";
    return Make(Status::kWrong, "not written like the reference");
  }
  return CompareTrees(gold.parsed.expr, reading->parsed.expr, budget);
}

std::string CanonicalOf(const Reading& reading, Budget* budget) {
  if (!reading.lexed.ok || reading.lexed.tokens.empty()) return {};
  if (reading.parsed.ok && reading.parsed.expr.num_signs == 0) {
    const std::string value =
        ExactText({&reading.parsed.expr, reading.parsed.expr.root, 0}, budget);
    if (!value.empty() && value.size() <= kShownBytes) return value;
  }
  std::string key;
  for (const Token& token : reading.lexed.tokens) {
    if (!key.empty()) key += ' ';
    key += token.text;
    if (key.size() > 4 * kShownBytes) return {};
  }
  return key;
}

Verdict Judge(std::string_view answer, const char* how, const ParsedAnswer& gold,
              const MathOptions& options) {
  CleanUpWithThread();
  Budget budget{options.steps, options.policy};
  Reading reading;
  Verdict verdict = JudgeAnswer(gold.parts(), answer, &reading, &budget);
  verdict.details["answer"] = Shortened(answer);
  verdict.details["how"] = how;
  verdict.details["rule"] = budget.rule;
  verdict.details["steps"] = std::min(options.steps, options.steps - budget.left);
  // A courtesy to readers and votes, on a budget of its own: no verdict depends on it.
  if (reading.lexed.ok && !reading.parsed.ok && reading.parsed.error.empty()) {
    reading.parsed = Parse(reading.lexed.tokens, &budget);
  }
  Budget naming;
  const std::string canonical = CanonicalOf(reading, &naming);
  if (!canonical.empty()) verdict.details["canonical"] = canonical;
  return verdict;
}

}  // namespace

const std::string& ParsedAnswer::text() const { return parts_->text; }
bool ParsedAnswer::understood() const { return parts_->parsed.ok; }

ParsedAnswer ParseReference(std::string_view gold) {
  auto parts = std::make_shared<ParsedAnswer::Parts>();
  const Extraction boxed = BoxedReference(gold);
  parts->text = boxed.found ? boxed.text : gold;
  base::Require(!IsBlank(parts->text), "expected a reference answer, got none");
  Budget budget{kReferenceSteps};
  parts->lexed = Lex(parts->text, &budget);
  base::Require(parts->lexed.ok, "the reference answer \"", Shortened(parts->text),
                "\" cannot be read: ", parts->lexed.error, "; write it in LaTeX or plain text");
  base::Require(!parts->lexed.tokens.empty(),
                "expected a reference answer, got only signs that "
                "mean nothing: \"",
                Shortened(parts->text), "\"");
  base::Require(HasBalancedBraces(parts->lexed.tokens), "the reference answer \"",
                Shortened(parts->text), "\" has braces that do not match; mend it");
  parts->parsed = Parse(parts->lexed.tokens, &budget);
  return ParsedAnswer(std::move(parts));
}

Verdict VerifyMath(std::string_view response, const ParsedAnswer& gold,
                   const MathOptions& options) {
  Verdict verdict = Make(Status::kNoAnswer, "no boxed, tagged or announced answer");
  verdict.details = {{"answer", ""}, {"how", "none"}, {"rule", "no answer"}, {"steps", 0}};
  for (const Extraction& found : ExtractAnswers(response, options.policy)) {
    if (found.objection != nullptr) {
      verdict = Make(Status::kUnparsable, found.objection);
      verdict.details = {
          {"answer", Shortened(found.text)}, {"how", found.how}, {"rule", "hedge"}, {"steps", 0}};
      break;
    }
    verdict = Judge(found.text, found.how, gold, options);
    const bool unread = verdict.status == Status::kUnparsable &&
                        verdict.details.at("rule").get<std::string>() != kUndefined;
    if (verdict.status != Status::kNoAnswer && !unread) break;
  }
  return verdict;
}

Verdict VerifyMathAnswer(std::string_view answer, const ParsedAnswer& gold,
                         const MathOptions& options) {
  return Judge(answer, "bare", gold, options);
}

std::string CanonicalAnswer(std::string_view answer) {
  CleanUpWithThread();
  Budget budget;
  Reading reading;
  reading.lexed = Lex(answer, &budget);
  if (reading.lexed.ok) reading.parsed = Parse(reading.lexed.tokens, &budget);
  return CanonicalOf(reading, &budget);
}

}  // namespace r1bench::verifiers
