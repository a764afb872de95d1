// Tests that a model wrote: used only where programs known to be right and programs known to be
// wrong say that they are worth something.
#ifndef R1BENCH_VERIFIERS_CODE_MODEL_TESTS_H_
#define R1BENCH_VERIFIERS_CODE_MODEL_TESTS_H_

#include <string>
#include <vector>

#include "base/json.h"
#include "verifiers/code/code_judge.h"

namespace r1bench::verifiers {

struct KnownProgram {
  CodeLanguage language = CodeLanguage::kCpp;
  std::string source;
};

struct TestValidation {
  bool usable = false;           // the tests in `kept` may be used
  std::vector<int> kept = {};    // indices of the tests that all good programs pass
  std::vector<int> missed = {};  // indices of bad programs that pass all kept tests
  std::string reason = {};       // why they are not usable
};

// Judges the tests of `problem` by the programs. They are usable if there is at least one good and
// one bad program, some test is passed by all good ones, and each bad one fails such a test.
TestValidation ValidateTests(const CodeJudge& judge, const CodeProblem& problem,
                             const std::vector<KnownProgram>& good,
                             const std::vector<KnownProgram>& bad);

// [{"language": "cpp", "source": "..."}, ...]. Throws base::Error, beginning with `where`.
std::vector<KnownProgram> ParseKnownPrograms(const base::Json& json, std::string_view where);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_MODEL_TESTS_H_
