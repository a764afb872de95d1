// A weighted sum of verifiers: the way in which the R1 report combines its rule-based rewards
// (v2, supplement, eq. 4: accuracy and format with the same weight; eq. 8: reasoning, general and
// language rewards are added).
//
//   reward = sum over parts of weight * part's reward
//
// The sum is not divided by the weights: with weights 1 and 1, a right answer in the right form
// earns 2. Parts have names, so that curves of each part can be drawn from the details:
//   {"parts": {"accuracy": {"reward": 1, "weight": 1, "status": "correct", "reason": "...",
//              "details": {...}}, "format": {...}}}
//
// Status: that of the first part, the one that judges the answer; kError if any part failed. The
// first part's "answer", "how" and "canonical" details are repeated at the top.
#ifndef R1BENCH_VERIFIERS_COMPOSITE_COMPOSITE_VERIFIER_H_
#define R1BENCH_VERIFIERS_COMPOSITE_COMPOSITE_VERIFIER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "verifiers/verifier.h"

namespace r1bench::verifiers {

struct WeightedVerifier {
  std::string name;  // of the part, unique, e.g. "accuracy"
  double weight = 1;
  std::shared_ptr<const Verifier> verifier;
};

class CompositeVerifier : public Verifier {
 public:
  // At least one part; throws base::Error for none, equal names, or a weight that is not finite.
  explicit CompositeVerifier(std::vector<WeightedVerifier> parts);

  std::string name() const override;     // "composite(accuracy*1+format*0.5)"
  std::string version() const override;  // versions of the parts, "math 1, format 1"
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  std::vector<WeightedVerifier> parts_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_COMPOSITE_COMPOSITE_VERIFIER_H_
