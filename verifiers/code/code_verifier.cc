#include "verifiers/code/code_verifier.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <thread>

#include "base/error.h"
#include "base/hash.h"
#include "verifiers/code/model_tests.h"

namespace r1bench::verifiers {
namespace {

struct PreparedCode : PreparedProblem {
  CodeProblem code;
  std::string key;
  double reference_ms = 0;  // of CodeSpeedVerifier
};

// Names all that decides a verdict: the problem's fields, its statement (HumanEval's prompt) and
// the limits that stand in for missing ones.
std::string KeyOf(const data::Problem& problem, const CodeLimits& limits) {
  base::Sha256 hash;
  for (const std::string& part : {problem.id, problem.problem, base::JsonText(problem.extra)}) {
    hash.UpdateValue(static_cast<uint64_t>(part.size()));
    hash.Update(part);
  }
  for (const std::string& flag : limits.compiler) hash.Update(flag + "\n");
  hash.UpdateValue(limits.run.cpu_ms);
  hash.UpdateValue(limits.run.memory_bytes);
  hash.UpdateValue(limits.python_factor);
  return hash.Hex();
}

std::unique_ptr<PreparedCode> PrepareCode(const data::Problem& problem, const CodeLimits& limits) {
  auto prepared = std::make_unique<PreparedCode>();
  prepared->code = CodeProblemOf(problem, limits);
  prepared->key = KeyOf(problem, limits);
  return prepared;
}

Verdict NoProgram() {
  Verdict verdict;
  verdict.status = Status::kNoAnswer;
  verdict.reason = "no program in a fenced block";
  return verdict;
}

Status StatusOf(CodeVerdict verdict) {
  switch (verdict) {
    case CodeVerdict::kAccepted:
      return Status::kCorrect;
    case CodeVerdict::kCompileError:
      return Status::kUnparsable;
    case CodeVerdict::kInternalError:
      return Status::kError;
    default:
      return Status::kWrong;
  }
}

int Passed(const CodeResult& result) {
  return static_cast<int>(std::count_if(
      result.tests.begin(), result.tests.end(),
      [](const TestOutcome& test) { return test.verdict == CodeVerdict::kAccepted; }));
}

std::string ReasonOf(const CodeResult& result) {
  std::string reason = CodeVerdictName(result.verdict);
  if (result.first_failing >= 0) reason += base::StrCat(" on test ", result.first_failing + 1);
  const std::string why = result.message.substr(0, result.message.find('\n'));
  return why.empty() ? reason : reason + ": " + why;
}

base::Json DetailsOf(const CodeResult& result, CodeLanguage language) {
  return {{"verdict", CodeVerdictName(result.verdict)},
          {"language", CodeLanguageName(language)},
          {"passed", Passed(result)},
          {"num_tests", result.num_tests},
          {"fraction", result.fraction()},
          {"first_failing", result.first_failing},
          {"cpu_ms", result.cpu_ms()},
          {"wall_ms", result.wall_ms()},
          {"peak_bytes", result.peak_bytes()},
          {"flaky", result.flaky()}};
}

bool Fits(const CodeProblem& problem, CodeLanguage language) {
  return problem.mode == CodeMode::kStdin || language == CodeLanguage::kPython;
}

Verdict WrongLanguage(CodeLanguage language) {
  Verdict verdict;
  verdict.status = Status::kUnparsable;
  verdict.reason = base::StrCat("this problem cannot be solved in ", CodeLanguageName(language));
  return verdict;
}

double TotalCpu(const CodeResult& result) {
  double sum = 0;
  for (const TestOutcome& test : result.tests) sum += test.cpu_ms;
  return sum;
}

// The problem's "model_tests" behind its own tests, if the known programs say that they are good.
data::Problem WithModelTests(const data::Problem& problem, const CodeLimits& limits,
                             const CodeJudge& judge) {
  const std::string where = base::StrCat("problem \"", problem.id, "\"");
  const auto given = problem.extra.find("model_tests");
  if (given == problem.extra.end() || given->is_null() || given->empty()) return problem;
  data::Problem only = problem;
  only.extra["tests"] = *given;
  const auto known = [&](const char* key) {
    const auto it = problem.extra.find(key);
    return it == problem.extra.end() ? std::vector<KnownProgram>()
                                     : ParseKnownPrograms(*it, where + ", " + key);
  };
  const TestValidation validation =
      ValidateTests(judge, CodeProblemOf(only, limits), known("known_good"), known("known_bad"));
  if (!validation.usable) return problem;
  data::Problem more = problem;
  if (!more.extra["tests"].is_array()) more.extra["tests"] = base::Json::array();
  for (const int index : validation.kept) {
    more.extra["tests"].push_back((*given)[static_cast<size_t>(index)]);
  }
  return more;
}

}  // namespace

CodeScorer::CodeScorer(std::shared_ptr<const CodeJudge> judge, size_t max_remembered)
    : judge_(std::move(judge)), max_remembered_(max_remembered) {
  base::Require(judge_ != nullptr, "expected a judge, got null");
}

std::shared_ptr<const CodeResult> CodeScorer::Score(const CodeProblem& problem,
                                                    const std::string& problem_key,
                                                    const Submission& submission,
                                                    bool stop_at_first) {
  const std::string key =
      base::StrCat(problem_key, stop_at_first ? " first " : " all ",
                   CodeLanguageName(submission.language), " ", base::Sha256Hex(submission.source));
  {
    const std::lock_guard lock(mutex_);
    const auto it = remembered_.find(key);
    if (it != remembered_.end()) return it->second;
  }
  Result result = std::make_shared<CodeResult>(judge_->Judge(problem, submission, stop_at_first));
  if (result->verdict == CodeVerdict::kInternalError) return result;
  const std::lock_guard lock(mutex_);
  if (!remembered_.emplace(key, result).second) return result;
  order_.push_back(key);
  if (order_.size() > max_remembered_) {
    remembered_.erase(order_.front());
    order_.pop_front();
  }
  return result;
}

CodeVerifier::CodeVerifier(std::shared_ptr<CodeScorer> scorer, CodeVerifierOptions options)
    : scorer_(std::move(scorer)), options_(std::move(options)) {}

std::unique_ptr<const PreparedProblem> CodeVerifier::Prepare(const data::Problem& problem) const {
  if (!options_.model_tests) return PrepareCode(problem, options_.limits);
  return PrepareCode(WithModelTests(problem, options_.limits, scorer_->judge()), options_.limits);
}

Verdict CodeVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  const auto& prepared = static_cast<const PreparedCode&>(problem);
  const std::optional<ExtractedCode> program = ExtractCode(response);
  if (!program) return NoProgram();
  if (!Fits(prepared.code, program->language)) return WrongLanguage(program->language);
  const bool all_or_nothing = options_.reward == CodeReward::kAllOrNothing;
  const auto result = scorer_->Score(prepared.code, prepared.key,
                                     {program->language, program->source}, all_or_nothing);
  Verdict verdict;
  verdict.status = StatusOf(result->verdict);
  verdict.reward = result->verdict == CodeVerdict::kAccepted ? 1 : 0;
  if (!all_or_nothing) verdict.reward = result->fraction();
  verdict.reason = ReasonOf(*result);
  verdict.details = DetailsOf(*result, program->language);
  return verdict;
}

std::vector<Verdict> CodeVerifier::VerifyJobs(std::span<const VerifyJob> jobs) const {
  for (const VerifyJob& job : jobs) {
    base::Require(job.problem != nullptr, name(), ": expected a prepared problem, got null");
  }
  std::vector<Verdict> verdicts(jobs.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < jobs.size(); i = next++) {
      verdicts[i] = Verify(*jobs[i].problem, jobs[i].response);
    }
  };
  std::vector<std::thread> threads;
  const auto workers = static_cast<size_t>(scorer_->judge().workers());
  for (size_t i = 1; i < std::min(workers, jobs.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return verdicts;
}

CodeLintVerifier::CodeLintVerifier(std::shared_ptr<const CodeJudge> judge, CodeLimits limits)
    : judge_(std::move(judge)), limits_(std::move(limits)) {}

std::unique_ptr<const PreparedProblem> CodeLintVerifier::Prepare(
    const data::Problem& /*problem*/) const {
  return std::make_unique<PreparedProblem>();
}

Verdict CodeLintVerifier::Judge(const PreparedProblem& /*problem*/,
                                std::string_view response) const {
  const std::optional<ExtractedCode> program = ExtractCode(response);
  if (!program) return NoProgram();
  const LintResult lint = judge_->Lint(limits_, {program->language, program->source});
  Verdict verdict;
  verdict.reason = base::StrCat("compiles with ", lint.warnings, " warnings");
  verdict.reward = lint.warnings == 0 ? 1 : 0.5;
  verdict.status = lint.warnings == 0 ? Status::kCorrect : Status::kWrong;
  if (!lint.parses) {
    verdict.reason = "does not compile";
    verdict.reward = 0;
    verdict.status = lint.failed ? Status::kError : Status::kUnparsable;
  }
  verdict.details = {{"language", CodeLanguageName(program->language)},
                     {"warnings", lint.warnings}};
  return verdict;
}

CodeSpeedVerifier::CodeSpeedVerifier(std::shared_ptr<CodeScorer> scorer, CodeLimits limits)
    : scorer_(std::move(scorer)), limits_(std::move(limits)) {}

std::unique_ptr<const PreparedProblem> CodeSpeedVerifier::Prepare(
    const data::Problem& problem) const {
  const std::string where = base::StrCat("problem \"", problem.id, "\", reference_solution");
  const base::Json given = base::JsonGet<base::Json>(problem.extra, "reference_solution", where);
  const std::vector<KnownProgram> reference = ParseKnownPrograms(base::Json::array({given}), where);
  auto prepared = PrepareCode(problem, limits_);
  RequireLanguage(prepared->code.mode, reference[0].language, where);
  const auto result = scorer_->Score(prepared->code, prepared->key,
                                     {reference[0].language, reference[0].source}, true);
  base::Require(result->verdict == CodeVerdict::kAccepted, where,
                ": expected it to pass the tests, got ", ReasonOf(*result));
  prepared->reference_ms = TotalCpu(*result);
  return prepared;
}

Verdict CodeSpeedVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  const auto& prepared = static_cast<const PreparedCode&>(problem);
  const std::optional<ExtractedCode> program = ExtractCode(response);
  if (!program) return NoProgram();
  if (!Fits(prepared.code, program->language)) return WrongLanguage(program->language);
  const auto result =
      scorer_->Score(prepared.code, prepared.key, {program->language, program->source}, true);
  const bool correct = result->verdict == CodeVerdict::kAccepted;
  const double cpu_ms = TotalCpu(*result);
  Verdict verdict;
  verdict.reward = correct ? SpeedReward(cpu_ms, prepared.reference_ms) : 0;
  verdict.status = correct && verdict.reward < 1 ? Status::kWrong : StatusOf(result->verdict);
  verdict.reason = correct ? base::StrCat(std::lround(cpu_ms), " ms of processor time, the ",
                                          "reference took ", std::lround(prepared.reference_ms))
                           : "not correct: " + ReasonOf(*result);
  verdict.details = {{"verdict", CodeVerdictName(result->verdict)},
                     {"cpu_ms", cpu_ms},
                     {"reference_cpu_ms", prepared.reference_ms}};
  return verdict;
}

double SpeedReward(double cpu_ms, double reference_ms) {
  constexpr double kStartMs = 10, kDoublings = 3;
  const double factor = (cpu_ms + kStartMs) / (reference_ms + kStartMs);
  return std::clamp(1 - std::log2(factor) / kDoublings, 0.0, 1.0);
}

}  // namespace r1bench::verifiers
