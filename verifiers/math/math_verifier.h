// The math verifier: is the final answer of a response equal to the reference answer?
//
//   response -> ExtractAnswer -> Lex -> Parse -> CompareAnswers
//
// The accuracy reward of the R1 report for mathematics (arXiv 2501.12948 v1, 2.2.2: the answer in a
// box, verified by rules). Reward 1 if equal, else 0. Exact (decimals too), typed and bounded; see
// the headers of the four steps for what is read and what equals what.
//
// Verdict::details: {"answer": the text that was judged (shortened), "how": "boxed" | "answer tag"
// | "phrase" | "whole response" | "none", "canonical": CanonicalAnswer, absent where nothing was
// understood}.
//
// Statuses: kNoAnswer (nothing found, or an empty box), kUnparsable (found, but not understood, and
// not written like the reference), kOverBudget, kWrong, kCorrect.
#ifndef R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_
#define R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>

#include "verifiers/verifier.h"

namespace r1bench::verifiers {

class MathVerifier : public Verifier {
 public:
  std::string name() const override { return "math"; }
  std::string version() const override { return "1"; }
  // Throws base::Error if the problem has no answer.
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

  // The verdict on a bare answer, not on a response: "\frac{1}{2}" against "0.5". For majority
  // votes and tests.
  Verdict VerifyAnswer(const PreparedProblem& problem, std::string_view answer) const;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;
};

// The answer's name in a majority vote: the exact value of a rational number ("1/2" for 0.5 and
// \frac{2}{4}), else the spelling without what the lexer ignores (spaces, \dfrac, \left, fonts).
// "" when the answer cannot be read.
std::string CanonicalAnswer(std::string_view answer);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_
