#include "verifiers/verifier.h"

#include <exception>

#include "base/error.h"
#include "base/parallel.h"

namespace r1bench::verifiers {

const char* StatusName(Status status) {
  switch (status) {
    case Status::kCorrect:
      return "correct";
    case Status::kWrong:
      return "wrong";
    case Status::kNoAnswer:
      return "no answer";
    case Status::kUnparsable:
      return "unparsable";
    case Status::kOverBudget:
      return "over budget";
    case Status::kError:
      return "error";
  }
  return "error";
}

Verdict Verifier::Verify(const PreparedProblem& problem, std::string_view response) const {
  Verdict verdict;
  try {
    verdict = Judge(problem, response);
  } catch (const std::exception& e) {
    verdict = Verdict{};
    verdict.reason = std::string("the verifier failed: ") + e.what();
  }
  verdict.verifier = name();
  verdict.version = version();
  return verdict;
}

std::vector<Verdict> Verifier::VerifyBatch(const PreparedProblem& problem,
                                           std::span<const std::string_view> responses) const {
  std::vector<VerifyJob> jobs;
  jobs.reserve(responses.size());
  for (const std::string_view response : responses) jobs.push_back({&problem, response});
  return VerifyJobs(jobs);
}

std::vector<Verdict> Verifier::VerifyJobs(std::span<const VerifyJob> jobs) const {
  for (const VerifyJob& job : jobs) {
    base::Require(job.problem != nullptr, name(), ": expected a prepared problem, got null");
  }
  std::vector<Verdict> verdicts(jobs.size());
  base::ParallelFor(static_cast<int64_t>(jobs.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const VerifyJob& job = jobs[static_cast<size_t>(i)];
      verdicts[static_cast<size_t>(i)] = Verify(*job.problem, job.response);
    }
  });
  return verdicts;
}

}  // namespace r1bench::verifiers
