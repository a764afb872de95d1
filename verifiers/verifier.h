// Verifiers: from a model's response to a reward.
//
// A verifier is rule-based or executes something; it never trusts the response. Any bytes get a
// verdict, in bounded time and memory: an answer that cannot be read is `kUnparsable`, one that
// asks for too much work is `kOverBudget`, and neither is an exception. The verdict is a pure
// function of (verifier version, problem, response): no clock, no randomness, no load.
//
// Two steps, so that the work on a problem (parsing its reference answer, compiling its tests) is
// done once for all responses to it:
//
//   const MathVerifier verifier;
//   const auto prepared = verifier.Prepare(problem);           // throws for a bad problem
//   const auto verdicts = verifier.VerifyBatch(*prepared, responses);   // never throws for a bad
//                                                                       // response
//
// Change what a verifier accepts, and its version() must change: reports carry it, and old samples
// are re-scored by it.
#ifndef R1BENCH_VERIFIERS_VERIFIER_H_
#define R1BENCH_VERIFIERS_VERIFIER_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "data/problem.h"

namespace r1bench::verifiers {

enum class Status {
  kCorrect,     // full marks
  kWrong,       // an answer was found and is not right, or a score below the maximum
  kNoAnswer,    // the response states no answer where one is looked for
  kUnparsable,  // an answer was found, but it cannot be read
  kOverBudget,  // reading or comparing it would take more steps than allowed
  kError,       // the verifier itself failed; the reward says nothing about the response
};
const char* StatusName(Status status);  // "correct", "wrong", "no answer", ...

struct Verdict {
  double reward = 0;  // 0..1 unless a verifier documents otherwise
  Status status = Status::kError;
  std::string reason;                         // one short sentence for a person
  base::Json details = base::Json::object();  // for programs; keys are documented by the verifier
  std::string verifier;                       // name of the verifier that spoke
  std::string version;
};

// What Prepare made of a problem. Immutable; shared by threads.
class PreparedProblem {
 public:
  virtual ~PreparedProblem() = default;
};

// One response to judge, for batches over several problems.
struct VerifyJob {
  const PreparedProblem* problem = nullptr;
  std::string_view response;
};

class Verifier {
 public:
  virtual ~Verifier() = default;

  virtual std::string name() const = 0;
  virtual std::string version() const = 0;

  // Reads the problem. Throws base::Error (naming the problem's id) when it cannot be graded by
  // this verifier, e.g. a missing or unreadable reference answer: no response is ever accepted
  // because the *reference* could not be read.
  virtual std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const = 0;

  // Verdicts in the order of the responses. `problem` must come from Prepare of this verifier.
  // Threads inside (base::ParallelFor); a verifier that waits for other processes may override
  // VerifyJobs to keep them all busy.
  std::vector<Verdict> VerifyBatch(const PreparedProblem& problem,
                                   std::span<const std::string_view> responses) const;
  virtual std::vector<Verdict> VerifyJobs(std::span<const VerifyJob> jobs) const;

  // One response, on this thread. Never throws for any bytes; an exception inside becomes kError.
  Verdict Verify(const PreparedProblem& problem, std::string_view response) const;

 protected:
  // The judgement itself. `verifier` and `version` are filled in by the caller.
  virtual Verdict Judge(const PreparedProblem& problem, std::string_view response) const = 0;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_VERIFIER_H_
