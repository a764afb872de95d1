#include "verifiers/code/code_judge.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/runfiles.h"
#include "base/signals.h"
#include "verifiers/code/assess.h"
#include "verifiers/code/code_cache.h"
#include "verifiers/code/cpp_compiler.h"
#include "verifiers/code/run_gate.h"

namespace r1bench::verifiers {
namespace {

using Bytes = std::shared_ptr<const SharedBytes>;

constexpr size_t kMaxSourceBytes = size_t{1} << 20;
constexpr int64_t kMiB = 1 << 20;

// Of a special judge, of the trusted side of HumanEval, and of a lint.
BoxLimits TrustedLimits(int64_t more_bytes) {
  return {.cpu_ms = 20'000,
          .wall_ms = 60'000,
          .memory_bytes = 512 * kMiB + more_bytes,
          .file_bytes = 64 * kMiB,
          .tmpfs_bytes = 64 * kMiB + more_bytes};
}

std::string Driver(const std::string& name) {
  return base::ReadFile(base::Runfile("verifiers/code/drivers/" + name));
}

// A script of ours, with what all of them share in front.
Bytes DriverBytes(const std::string& name) {
  return SharedBytes::Make(Driver("typed_wire.py") + "\n" + Driver(name));
}

// A program that can be started, and what it costs to have it.
struct Prepared {
  CodeVerdict verdict = CodeVerdict::kAccepted;  // else it cannot be started
  std::string message = {};
  double compile_cpu_ms = 0;
  BoxRun run = {};  // without input and limits
};

Prepared Refused(CodeVerdict verdict, std::string message) {
  return {.verdict = verdict, .message = std::move(message)};
}

// How busy the machine is, 1 if it is not.
double Crowd() {
  try {
    return PatienceUnder(base::ReadFile("/proc/loadavg"), base::AvailableCores());
  } catch (const base::Error&) {
    return 1;
  }
}

}  // namespace

class CodeJudge::Impl {
 public:
  explicit Impl(const JudgeOptions& options)
      : options_(options),
        cache_(options.cache_folder.empty() ? CodeCache::DefaultFolder() : options.cache_folder),
        pool_({.workers = options.workers,
               .allow_weak = options.allow_weak,
               .shared_folder = cache_.shared_folder()}),
        compiler_(&pool_, &cache_) {}

  CodeResult Judge(const CodeProblem& problem, const Submission& submission, bool stop_at_first) {
    CodeResult result{.num_tests = problem.num_tests()};
    const Prepared program = Prepare(problem, submission);
    result.compile_cpu_ms = program.compile_cpu_ms;
    if (program.verdict != CodeVerdict::kAccepted) {
      result.verdict = program.verdict;
      result.message = program.message;
      return result;
    }
    result.verdict = CodeVerdict::kAccepted;
    for (int i = 0; i < problem.num_tests(); ++i) {
      base::ThrowIfStopped();
      result.tests.push_back(RunTest(problem, submission.language, program.run, i));
      const TestOutcome& test = result.tests.back();
      if (test.verdict == CodeVerdict::kAccepted || result.first_failing >= 0) continue;
      result.verdict = test.verdict;
      result.first_failing = i;
      result.message = test.message;
      if (stop_at_first) break;
    }
    return result;
  }

  LintResult Lint(const CodeLimits& limits, const Submission& submission) {
    return submission.language == CodeLanguage::kCpp ? LintCpp(limits, submission.source)
                                                     : LintPython(submission.source);
  }

  int workers() const { return pool_.workers(); }
  Isolation isolation() const { return pool_.isolation(); }
  std::string Describe() { return pool_.Describe() + "; " + compiler_.Version("g++"); }

 private:
  // With the gate held: a special judge is compiled in the middle of a test, and whoever waits to
  // be alone would never let a second entry of the same thread in.
  Prepared PrepareCpp(const CppProgram& program, const CodeLimits& limits) {
    CompileOutcome compiled = compiler_.Compile(program, limits);
    if (compiled.failed) return Refused(CodeVerdict::kInternalError, compiled.message);
    if (compiled.binary == nullptr) return Refused(CodeVerdict::kCompileError, compiled.message);
    Prepared prepared{.compile_cpu_ms = compiled.cpu_ms};
    prepared.run.argv = {"program"};
    prepared.run.files = {{"program", std::move(compiled.binary), /*executable=*/true}};
    return prepared;
  }

  // `script` runs as the main program.
  BoxRun PythonRun(const std::string& name, Bytes script) const {
    BoxRun run;
    run.warm_python = options_.warm_python;
    run.argv = {name};
    if (!run.warm_python) run.argv = {"/usr/bin/python3", "-I", "-S", name};
    run.files = {{name, std::move(script)}};
    return run;
  }

  Prepared PreparePython(const CodeProblem& problem, std::string_view source) const {
    Prepared prepared;
    switch (problem.mode) {
      case CodeMode::kStdin:
        prepared.run = PythonRun("main.py", SharedBytes::Make(source));
        return prepared;
      case CodeMode::kFunction:
        prepared.run = PythonRun("driver.py", call_function_);
        prepared.run.files.push_back({"solution.py", SharedBytes::Make(source)});
        return prepared;
      case CodeMode::kHumanEval:
        prepared.run = PythonRun("driver.py", serve_calls_);
        prepared.run.files.push_back(
            {"solution.py", SharedBytes::Make(problem.prompt + "\n" + std::string(source))});
        return prepared;
    }
    return prepared;
  }

  Prepared Prepare(const CodeProblem& problem, const Submission& submission) {
    if (submission.source.size() > kMaxSourceBytes) {
      return Refused(CodeVerdict::kCompileError, "the source is longer than 1 MiB");
    }
    if (submission.language == CodeLanguage::kPython) {
      return PreparePython(problem, submission.source);
    }
    const RunGate::Shared here(&gate_);
    return PrepareCpp({.source = std::string(submission.source)}, problem.limits);
  }

  TestOutcome RunTest(const CodeProblem& problem, CodeLanguage language, const BoxRun& program,
                      int index) {
    const BoxLimits limits = problem.limits.RunLimits(language);
    bool doubtful = false;
    TestOutcome first;
    {
      const RunGate::Shared here(&gate_);
      first = RunOnce(problem, limits, program, index, 1, &doubtful);
    }
    if (!doubtful || !options_.rerun_doubtful) return first;
    const RunGate::Alone here(&gate_);
    TestOutcome second =
        RunOnce(problem, limits, program, index, PatienceFor(first, Crowd()), &doubtful);
    second.flaky = true;
    second.first = first.verdict;
    return second;
  }

  TestOutcome RunOnce(const CodeProblem& problem, const BoxLimits& limits, const BoxRun& program,
                      int index, double patience, bool* doubtful) {
    BoxRun run = program;
    run.limits = LimitsWithGrace(limits, Crowd(), patience);
    if (problem.mode == CodeMode::kHumanEval) return RunSides(problem, limits, run, doubtful);
    const CodeTest& test = problem.tests[static_cast<size_t>(index)];
    run.input =
        SharedBytes::Make(problem.mode == CodeMode::kStdin ? test.input : CallText(problem, test));
    const BoxResult result = pool_.Run(run);
    *doubtful = IsDoubtful(result, limits);
    TestOutcome outcome = Assess(result, limits);
    if (outcome.verdict != CodeVerdict::kAccepted) return outcome;
    CheckOutcome checked = Check(problem, index, result.output);
    outcome.verdict = checked.verdict;
    outcome.points = checked.points;
    outcome.message = std::move(checked.message);
    return outcome;
  }

  static std::string CallText(const CodeProblem& problem, const CodeTest& test) {
    return base::StrCat("{\"function\":", base::JsonText(problem.function),
                        ",\"arguments\":", test.input, "}");
  }

  TestOutcome RunSides(const CodeProblem& problem, const BoxLimits& limits, const BoxRun& candidate,
                       bool* doubtful) {
    BoxRun check = PythonRun("driver.py", run_check_);
    check.files.push_back({"prompt.py", SharedBytes::Make(problem.prompt)});
    check.files.push_back({"check.py", SharedBytes::Make(problem.check)});
    check.input = SharedBytes::Make(problem.entry_point);
    check.limits = TrustedLimits(0);
    check.limits.wall_ms = candidate.limits.wall_ms + 5'000;
    const auto [ran, checked] = pool_.RunPair(candidate, check);
    *doubtful = IsDoubtful(ran, limits);
    return CombineSides(Assess(ran, limits), checked);
  }

  CheckOutcome Check(const CodeProblem& problem, int index, const std::string& output) {
    const CodeTest& test = problem.tests[static_cast<size_t>(index)];
    switch (problem.checker.kind) {
      case CheckerKind::kTyped:
        return CheckValue(problem.checker, problem.values[static_cast<size_t>(index)], output);
      case CheckerKind::kSpecial:
        return CheckSpecial(problem, test, output);
      default:
        return CheckOutput(problem.checker, test.expected, output);
    }
  }

  CheckOutcome CheckSpecial(const CodeProblem& problem, const CodeTest& test,
                            const std::string& output) {
    const Checker& checker = problem.checker;
    const CodeLimits limits;  // the defaults: a judge is not bound by the problem's
    Prepared judge;
    if (checker.language == "cpp") {
      judge = PrepareCpp({.source = checker.source, .headers = checker.headers}, limits);
    } else {
      judge.run = PythonRun("judge.py", SharedBytes::Make(checker.source));
    }
    if (judge.verdict != CodeVerdict::kAccepted) {
      return {CodeVerdict::kInternalError, 0, "the special judge: " + judge.message};
    }
    return SpecialVerdict(std::move(judge.run), test, output);
  }

  CheckOutcome SpecialVerdict(BoxRun run, const CodeTest& test, const std::string& output) {
    int64_t bytes = 0;
    for (const auto& [name, text] :
         {std::pair("input.txt", &test.input), std::pair("output.txt", &output),
          std::pair("answer.txt", &test.expected)}) {
      run.argv.push_back(name);
      run.files.push_back({name, SharedBytes::Make(*text)});
      bytes += static_cast<int64_t>(text->size());
    }
    run.limits = TrustedLimits(bytes);
    const BoxResult result = pool_.Run(run);
    if (result.outcome == BoxOutcome::kExited)
      return SpecialOutcome(result.exit_code, result.error);
    return {CodeVerdict::kInternalError, 0,
            base::StrCat("the special judge was stopped: ", BoxOutcomeName(result.outcome), " ",
                         result.message)};
  }

  LintResult LintCpp(const CodeLimits& limits, std::string_view source) {
    const RunGate::Shared here(&gate_);
    LintResult lint;
    const CompileOutcome outcome =
        compiler_.Lint({.source = std::string(source)}, limits, &lint.parses);
    lint.failed = outcome.failed;
    lint.message = outcome.message;
    for (size_t at = 0; (at = lint.message.find(" warning: ", at)) != std::string::npos; ++at) {
      ++lint.warnings;
    }
    return lint;
  }

  LintResult LintPython(std::string_view source) {
    const RunGate::Shared here(&gate_);
    BoxRun run = PythonRun("driver.py", lint_);
    run.files.push_back({"main.py", SharedBytes::Make(source)});
    run.limits = TrustedLimits(0);
    const BoxResult result = pool_.Run(run);
    LintResult lint;
    lint.failed = result.outcome == BoxOutcome::kError;
    lint.parses = result.outcome == BoxOutcome::kExited && result.exit_code == 0;
    lint.message = lint.failed ? result.message : result.output + LastLine(result.error);
    lint.warnings = static_cast<int>(std::count(result.output.begin(), result.output.end(), '\n'));
    return lint;
  }

  JudgeOptions options_;
  CodeCache cache_;
  BoxPool pool_;
  CppCompiler compiler_;
  RunGate gate_;
  const Bytes call_function_ = DriverBytes("call_function.py");
  const Bytes serve_calls_ = DriverBytes("serve_calls.py");
  const Bytes run_check_ = DriverBytes("run_check.py");
  const Bytes lint_ = SharedBytes::Make(Driver("lint.py"));
};

CodeJudge::CodeJudge(const JudgeOptions& options) : impl_(std::make_unique<Impl>(options)) {}
CodeJudge::~CodeJudge() = default;

CodeResult CodeJudge::Judge(const CodeProblem& problem, const Submission& submission,
                            bool stop_at_first) const {
  RequireLanguage(problem.mode, submission.language, "the judge");
  return impl_->Judge(problem, submission, stop_at_first);
}

LintResult CodeJudge::Lint(const CodeLimits& limits, const Submission& submission) const {
  return impl_->Lint(limits, submission);
}

int CodeJudge::workers() const { return impl_->workers(); }

Isolation CodeJudge::isolation() const { return impl_->isolation(); }

std::string CodeJudge::Describe() const { return impl_->Describe(); }

}  // namespace r1bench::verifiers
