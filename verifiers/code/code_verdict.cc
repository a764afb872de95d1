#include "verifiers/code/code_verdict.h"

#include <algorithm>
#include <cmath>

namespace r1bench::verifiers {
namespace {

template <typename Field>
auto Largest(const std::vector<TestOutcome>& tests, Field TestOutcome::*field) {
  Field largest = 0;
  for (const TestOutcome& test : tests) largest = std::max(largest, test.*field);
  return largest;
}

// To a microsecond: what the clocks tell.
double Rounded(double milliseconds) { return std::round(milliseconds * 1e3) / 1e3; }

base::Json ToJson(const TestOutcome& test) {
  base::Json json = {{"verdict", CodeVerdictName(test.verdict)},
                     {"points", test.points},
                     {"cpu_ms", Rounded(test.cpu_ms)},
                     {"wall_ms", Rounded(test.wall_ms)},
                     {"peak_bytes", test.peak_bytes},
                     {"output_bytes", test.output_bytes},
                     {"load", test.load}};
  if (!test.message.empty()) json["message"] = test.message;
  if (test.flaky) {
    json["flaky"] = true;
    json["first_verdict"] = CodeVerdictName(test.first);
  }
  return json;
}

}  // namespace

const char* CodeVerdictName(CodeVerdict verdict) {
  switch (verdict) {
    case CodeVerdict::kAccepted:
      return "AC";
    case CodeVerdict::kWrongAnswer:
      return "WA";
    case CodeVerdict::kPresentationError:
      return "PE";
    case CodeVerdict::kTimeLimit:
      return "TLE";
    case CodeVerdict::kMemoryLimit:
      return "MLE";
    case CodeVerdict::kOutputLimit:
      return "OLE";
    case CodeVerdict::kRuntimeError:
      return "RE";
    case CodeVerdict::kCompileError:
      return "CE";
    case CodeVerdict::kSandboxViolation:
      return "SV";
    case CodeVerdict::kInternalError:
      return "IE";
  }
  return "IE";
}

double CodeResult::cpu_ms() const { return Largest(tests, &TestOutcome::cpu_ms); }

double CodeResult::wall_ms() const { return Largest(tests, &TestOutcome::wall_ms); }

int64_t CodeResult::peak_bytes() const { return Largest(tests, &TestOutcome::peak_bytes); }

bool CodeResult::flaky() const {
  return std::any_of(tests.begin(), tests.end(),
                     [](const TestOutcome& test) { return test.flaky; });
}

double CodeResult::fraction() const {
  double sum = 0;
  for (const TestOutcome& test : tests) sum += test.points;
  return num_tests == 0 ? 0 : sum / num_tests;
}

base::Json ToJson(const CodeResult& result) {
  base::Json json = {{"verdict", CodeVerdictName(result.verdict)}};
  json["first_failing"] =
      result.first_failing < 0 ? base::Json(nullptr) : base::Json(result.first_failing);
  if (!result.message.empty()) json["message"] = result.message;
  json["flaky"] = result.flaky();
  json["fraction"] = result.fraction();
  json["cpu_ms"] = Rounded(result.cpu_ms());
  json["wall_ms"] = Rounded(result.wall_ms());
  json["peak_bytes"] = result.peak_bytes();
  json["compile_cpu_ms"] = Rounded(result.compile_cpu_ms);
  json["num_tests"] = result.num_tests;
  json["tests"] = base::Json::array();
  for (const TestOutcome& test : result.tests) json["tests"].push_back(ToJson(test));
  return json;
}

}  // namespace r1bench::verifiers
