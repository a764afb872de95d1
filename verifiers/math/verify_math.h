// The core of the math verifier, without a Problem around it: is the final answer of a response
// equal to a reference answer?
//
//   const ParsedAnswer gold = ParseReference("\\frac{1}{2}");      // once; throws if unreadable
//   const Verdict verdict = VerifyMath(response, gold, {});         // never throws for any bytes
//
// Thread-safe, no global state, no clock: work is bounded by a number of steps, so a verdict is a
// function of (version, options, reference, response) alone. What is read, what equals what, and
// how the two policies differ is in README.md.
//
// Verdict::details:
//   "answer"     the text that was judged (shortened)
//   "how"        where it was found: "boxed", "answer tag", "phrase", "whole response"; lenient
//                only: "open box", "formula", "last number"; "bare" for VerifyMathAnswer; "none"
//   "canonical"  CanonicalAnswer of it; absent where nothing was understood
//   "rule"       what decided, e.g. "same tokens", "choice", "words", "exact value", "ball",
//                "set", "interval", "type", "hedge"; README.md lists them
//   "steps"      steps used, of the reading and the comparison together
#ifndef R1BENCH_VERIFIERS_MATH_VERIFY_MATH_H_
#define R1BENCH_VERIFIERS_MATH_VERIFY_MATH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "verifiers/math/budget.h"
#include "verifiers/math/math_policy.h"
#include "verifiers/verifier.h"

namespace r1bench::verifiers {

// Goes up with every change of any verdict. Verdicts and reports carry it.
inline constexpr const char* kMathVersion = "3";

struct MathOptions {
  MathPolicy policy = MathPolicy::kReward;
  int64_t steps = kDefaultSteps;  // at most, for one verdict; more: kOverBudget
};

// A reference answer, read once. Immutable, cheap to copy, shared by threads.
class ParsedAnswer {
 public:
  const std::string& text() const;
  // False when it could be read as words and signs only: then the same words alone equal it.
  bool understood() const;

  struct Parts;
  explicit ParsedAnswer(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  const Parts& parts() const { return *parts_; }

 private:
  std::shared_ptr<const Parts> parts_;
};

// Reads a reference: a bare answer, or a solution whose boxes hold the answer. Throws base::Error
// when it is empty, has signs that cannot be read, or has brackets that do not close.
ParsedAnswer ParseReference(std::string_view gold);

// The verdict on a whole response.
Verdict VerifyMath(std::string_view response, const ParsedAnswer& gold, const MathOptions& options);

// The verdict on a bare answer, not on a response: "\frac{1}{2}" against "0.5".
Verdict VerifyMathAnswer(std::string_view answer, const ParsedAnswer& gold,
                         const MathOptions& options);

// The answer's name in a majority vote: the exact value of a rational number ("1/2" for 0.5 and
// \frac{2}{4}), else the spelling without what the lexer ignores (spaces, \dfrac, \left, fonts).
// "" when the answer cannot be read.
std::string CanonicalAnswer(std::string_view answer);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_VERIFY_MATH_H_
