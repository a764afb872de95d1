// The math verifier: is the final answer of a response equal to the reference answer?
//
//   response -> ExtractAnswer -> Lex -> Parse -> CompareAnswers
//
// The accuracy reward of the R1 report for mathematics (arXiv 2501.12948 v1, 2.2.2: the answer in a
// box, verified by rules). Reward 1 if equal, else 0. This is VerifyMath (verify_math.h, which
// lists Verdict::details) as a Verifier; README.md says what is read and what equals what.
//
// Statuses: kNoAnswer (nothing found, or an empty box), kUnparsable (found, but not understood, and
// not written like the reference), kOverBudget, kWrong, kCorrect.
#ifndef R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_
#define R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>

#include "verifiers/math/verify_math.h"
#include "verifiers/verifier.h"

namespace r1bench::verifiers {

class MathVerifier : public Verifier {
 public:
  MathVerifier() = default;
  explicit MathVerifier(const MathOptions& options) : options_(options) {}

  std::string name() const override { return "math"; }
  std::string version() const override { return kMathVersion; }
  // Throws base::Error if the problem has no answer, or one that cannot be read.
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

  // The verdict on a bare answer, not on a response. For majority votes and tests.
  Verdict VerifyAnswer(const PreparedProblem& problem, std::string_view answer) const;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  MathOptions options_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_MATH_VERIFIER_H_
