// Rewards for programs in responses, as verifiers: does it pass the tests, does it compile cleanly,
// is it fast. Each is a part that verifiers/composite can add up:
//
//   auto scorer = std::make_shared<CodeScorer>(std::make_shared<CodeJudge>(options));
//   CompositeVerifier({{"accuracy", 1, std::make_shared<CodeVerifier>(scorer)},
//                      {"speed", 0.1, std::make_shared<CodeSpeedVerifier>(scorer)}});
//
// The program is the last fenced block behind the thoughts (extract_code.h). The accuracy reward is
// that of the R1 report for programming problems (arXiv 2501.12948 v1, 2.2.2: a compiler gives
// feedback on predefined tests; v2, supplement, of code competitions).
//
// Problems are data::Problem with their tests in `extra` (code_problem.h has the fields).
#ifndef R1BENCH_VERIFIERS_CODE_CODE_VERIFIER_H_
#define R1BENCH_VERIFIERS_CODE_CODE_VERIFIER_H_

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "verifiers/code/code_judge.h"
#include "verifiers/code/extract_code.h"
#include "verifiers/verifier.h"

namespace r1bench::verifiers {

// A judge with a memory: the same program for the same problem is judged once, which a policy that
// repeats itself, and several verifiers of one response, profit from. Thread-safe; two threads that
// ask for the same at one time may both judge it. Verdicts of IE are not remembered.
class CodeScorer {
 public:
  explicit CodeScorer(std::shared_ptr<const CodeJudge> judge, size_t max_remembered = 4096);

  // `problem_key` names the problem's content (a hash of it).
  std::shared_ptr<const CodeResult> Score(const CodeProblem& problem,
                                          const std::string& problem_key,
                                          const Submission& submission, bool stop_at_first);
  const CodeJudge& judge() const { return *judge_; }

 private:
  using Result = std::shared_ptr<const CodeResult>;

  std::shared_ptr<const CodeJudge> judge_;
  const size_t max_remembered_;
  std::mutex mutex_;
  std::map<std::string, Result> remembered_;
  std::list<std::string> order_;  // of the keys, the oldest first
};

enum class CodeReward {
  kAllOrNothing,  // 1 for AC, else 0
  kFraction,      // the share of tests passed (of points, where a special judge gives them)
};

struct CodeVerifierOptions {
  CodeReward reward = CodeReward::kAllOrNothing;
  // Add the problem's "model_tests", where they agree with its "known_good" programs and its
  // "known_bad" ones fail them (model_tests.h).
  bool model_tests = false;
  CodeLimits limits = {};  // where the problem states none
};

// Status: kCorrect for AC; kNoAnswer without a program; kUnparsable for one that does not compile,
// or is not in a language the problem can be solved in; kError for IE; else kWrong.
// details: {"verdict", "language", "passed", "num_tests", "fraction", "first_failing", "cpu_ms",
// "wall_ms", "peak_bytes", "flaky"}.
class CodeVerifier : public Verifier {
 public:
  explicit CodeVerifier(std::shared_ptr<CodeScorer> scorer, CodeVerifierOptions options = {});

  std::string name() const override { return "code"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;
  // As many at one time as the judge has workers.
  std::vector<Verdict> VerifyJobs(std::span<const VerifyJob> jobs) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  std::shared_ptr<CodeScorer> scorer_;
  CodeVerifierOptions options_;
};

// Reward 1 for a program that compiles without a warning (g++ -Wall -Wextra; Python's compile()),
// one half with warnings, 0 if it does not compile or there is none. Says nothing of what it does.
// details: {"language", "warnings"}.
class CodeLintVerifier : public Verifier {
 public:
  explicit CodeLintVerifier(std::shared_ptr<const CodeJudge> judge, CodeLimits limits = {});

  std::string name() const override { return "code_lint"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  std::shared_ptr<const CodeJudge> judge_;
  CodeLimits limits_;
};

// Of correct programs the faster one, by the processor time of all tests together, beside that of
// the problem's "reference_solution" {"language", "source"}, which Prepare runs here. Reward 1 for
// at most its time, less by one third for each factor of two, so 0 from eight times on; 0 for a
// wrong program. 10 ms are added to both, so that starting a process does not count.
// details: {"verdict", "cpu_ms", "reference_cpu_ms"}: sums over the tests.
class CodeSpeedVerifier : public Verifier {
 public:
  explicit CodeSpeedVerifier(std::shared_ptr<CodeScorer> scorer, CodeLimits limits = {});

  std::string name() const override { return "code_speed"; }
  std::string version() const override { return "1"; }
  // Throws base::Error if there is no reference solution, or it does not pass the tests.
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  std::shared_ptr<CodeScorer> scorer_;
  CodeLimits limits_;
};

// The speed reward for a program that took `cpu_ms` where the reference took `reference_ms`.
double SpeedReward(double cpu_ms, double reference_ms);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CODE_VERIFIER_H_
