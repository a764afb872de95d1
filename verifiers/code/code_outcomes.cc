// The parts of code_judge.h that need no sandbox.
#include "base/error.h"
#include "verifiers/code/assess.h"
#include "verifiers/code/code_judge.h"

namespace r1bench::verifiers {
namespace {

CheckOutcome Wrong(std::string message) {
  return {CodeVerdict::kWrongAnswer, 0, std::move(message)};
}

// Of HumanEval's check: a verdict on a candidate that itself ended well.
CodeVerdict VerdictOfWord(std::string_view word) {
  if (word == "passed") return CodeVerdict::kAccepted;
  if (word == "failed" || word == "raised" || word == "untold") return CodeVerdict::kWrongAnswer;
  if (word == "gone") return CodeVerdict::kRuntimeError;
  return CodeVerdict::kInternalError;
}

TestOutcome With(TestOutcome outcome, CodeVerdict verdict, std::string message) {
  outcome.verdict = verdict;
  outcome.points = verdict == CodeVerdict::kAccepted ? 1 : 0;
  outcome.message = std::move(message);
  return outcome;
}

// The other side did not come to an end of its own: what it was given to read was too much for it.
TestOutcome StoppedCheck(TestOutcome candidate, const BoxResult& check) {
  if (check.outcome == BoxOutcome::kError) {
    return With(std::move(candidate), CodeVerdict::kInternalError, check.message);
  }
  if (check.outcome == BoxOutcome::kCpuLimit || check.outcome == BoxOutcome::kWallLimit) {
    return With(std::move(candidate), CodeVerdict::kTimeLimit, "the test did not end in time");
  }
  return With(std::move(candidate), CodeVerdict::kInternalError,
              base::StrCat("the test ended badly (", BoxOutcomeName(check.outcome),
                           "): ", LastLine(check.error)));
}

}  // namespace

void RequireLanguage(CodeMode mode, CodeLanguage language, std::string_view where) {
  base::Require(mode == CodeMode::kStdin || language == CodeLanguage::kPython, where,
                ": expected the language python in mode ", CodeModeName(mode), ", got ",
                CodeLanguageName(language));
}

CheckOutcome CheckValue(const Checker& checker, const TypedValue& expected,
                        std::string_view output) {
  if (output.empty()) {
    return {CodeVerdict::kRuntimeError, 0, "the program ended without returning a value"};
  }
  if (output.starts_with('!')) return Wrong("returned " + LastLine(output.substr(1)));
  TypedValue got;
  try {
    base::Require(output.starts_with('=') && output.ends_with('\n'), "no value");
    got = ParseTyped(output.substr(1));
  } catch (const base::Error& error) {
    return Wrong(base::StrCat("what came back is no value: ", error.what()));
  }
  const TypedOptions options{.absolute = checker.absolute,
                             .relative = checker.relative,
                             .tuples_as_lists = checker.tuples_as_lists};
  if (SameTyped(expected, got, options)) return {CodeVerdict::kAccepted, 1, ""};
  return Wrong(
      base::StrCat("expected ", Excerpt(TypedText(expected)), ", got ", Excerpt(TypedText(got))));
}

TestOutcome CombineSides(TestOutcome candidate, const BoxResult& check) {
  const std::string said = LastLine(check.output);
  const CodeVerdict verdict = VerdictOfWord(said.substr(0, said.find(' ')));
  const bool told = check.outcome == BoxOutcome::kExited && check.exit_code == 0 &&
                    verdict != CodeVerdict::kInternalError;
  // A candidate that was stopped, or failed: for that reason, whatever the other side made of it.
  // Only the end of the other side may leave one waiting until the clock stops it.
  const bool waited = candidate.verdict == CodeVerdict::kTimeLimit && !told;
  if (candidate.verdict != CodeVerdict::kAccepted && !waited) return candidate;
  if (!told) return StoppedCheck(std::move(candidate), check);
  return With(std::move(candidate), verdict,
              verdict == CodeVerdict::kAccepted ? "" : "the test says: " + said);
}

}  // namespace r1bench::verifiers
