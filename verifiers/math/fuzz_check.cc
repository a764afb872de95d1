#include "verifiers/math/fuzz_check.h"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/error.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::verifiers {
namespace {

void Hold(bool ok, const std::string& what, const Verdict& verdict) {
  if (ok) return;
  throw std::logic_error(base::StrCat(what, ", got ", StatusName(verdict.status), ": ",
                                      verdict.reason, " ", base::JsonText(verdict.details)));
}

void CheckVerdict(const Verdict& verdict, const Verdict& again) {
  Hold(verdict.status != Status::kError, "expected a verdict, not an error", verdict);
  Hold(verdict.reward == (verdict.status == Status::kCorrect ? 1 : 0),
       "expected the reward of the status", verdict);
  Hold(verdict.status == again.status && verdict.reason == again.reason &&
           verdict.details == again.details,
       "expected the same verdict again", again);
  const auto steps = verdict.details.at("steps").get<int64_t>();
  Hold(steps >= 0 && steps <= kDefaultSteps, "expected steps within the budget", verdict);
}

std::unique_ptr<const PreparedProblem> Prepared(const MathVerifier& verifier,
                                                std::string_view gold) {
  data::Problem problem;
  problem.id = "fuzz";
  problem.answer = gold;
  try {
    return verifier.Prepare(problem);
  } catch (const base::Error&) {
    return nullptr;
  }
}

// Where the reference is not a solution from which a box is taken.
void CheckReflexive(const MathVerifier& verifier, const PreparedProblem& reference,
                    std::string_view gold) {
  if (gold.find("box") != std::string_view::npos) return;
  const Verdict verdict = verifier.VerifyAnswer(reference, gold);
  Hold(verdict.status == Status::kCorrect || verdict.status == Status::kOverBudget,
       "expected a reference to equal itself", verdict);
}

}  // namespace

void CheckAnyBytes(std::string_view input) {
  const size_t tab = input.find('\t');
  const std::string_view gold = input.substr(0, tab);
  const std::string_view response = tab == std::string_view::npos ? input : input.substr(tab + 1);
  for (const MathPolicy policy : {MathPolicy::kReward, MathPolicy::kLenient}) {
    const MathVerifier verifier({.policy = policy});
    const auto reference = Prepared(verifier, gold);
    if (reference == nullptr) return;
    CheckVerdict(verifier.Verify(*reference, response), verifier.Verify(*reference, response));
    CheckVerdict(verifier.VerifyAnswer(*reference, response),
                 verifier.VerifyAnswer(*reference, response));
    CheckReflexive(verifier, *reference, gold);
  }
}

}  // namespace r1bench::verifiers
