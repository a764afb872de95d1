// The format reward: did the response keep to the template
//
//   <think> ... </think> <answer> ... </answer>
//
// (R1 report, arXiv 2501.12948 v1, 2.2.1 Table 1 and 2.2.2: the accuracy reward says nothing about
// form, so a format reward enforces the tags). Reward 1 or 0; equal weight with the accuracy reward
// is the report's choice (v2, supplement), made by whoever sums them (composite).
//
// Strict: from the first byte to the last, exactly one thought and one answer in this order, with
//   white space between and around them; both hold something other than white space; no tag occurs
//   a second time, and none inside another.
// Lenient: the four tags occur in this order, each at least once before the next; anything may
//   stand before, between and after them.
// prompt_opens_think: the prompt ended with "<think>", so the response begins inside the thought.
//
// The reference answer is not looked at: Prepare accepts every problem.
#ifndef R1BENCH_VERIFIERS_FORMAT_FORMAT_VERIFIER_H_
#define R1BENCH_VERIFIERS_FORMAT_FORMAT_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>

#include "verifiers/verifier.h"

namespace r1bench::verifiers {

struct FormatOptions {
  bool strict = true;
  bool prompt_opens_think = false;
};

class FormatVerifier : public Verifier {
 public:
  explicit FormatVerifier(const FormatOptions& options = {}) : options_(options) {}

  std::string name() const override { return options_.strict ? "format" : "format_lenient"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  FormatOptions options_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_FORMAT_FORMAT_VERIFIER_H_
