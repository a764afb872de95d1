// The outcome reward of the micro world behind the Verifier interface: 1 if the answer after `A`
// solves the prompt, else 0 (data/micro/ops_task.h, GradeAnswer).
//
// The problem's `problem` field is the prompt's text, "3 5 2 6 ?"; no reference answer is needed,
// since any pair of operators that reaches the target is right. Responses are texts of the micro
// vocabulary. A generator drops the token that ended a response, so a missing final `E` is put
// back: whoever samples must give responses cut off by the length limit no reward themselves.
//
// details: {"canonical": "+ *"} where there is a well-formed answer.
#ifndef R1BENCH_VERIFIERS_MICRO_OPS_VERIFIER_H_
#define R1BENCH_VERIFIERS_MICRO_OPS_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>

#include "data/micro/ops_task.h"
#include "verifiers/verifier.h"

namespace r1bench::verifiers {

class OpsVerifier : public Verifier {
 public:
  explicit OpsVerifier(int modulus) : task_(modulus) {}

  std::string name() const override { return "micro_ops"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  micro::OpsTask task_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MICRO_OPS_VERIFIER_H_
