// The checkers of the suite codeforces_style on outputs that are right in another way, wrong, or
// malformed. Each output answers a sample of the statement.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "data/codeforces_style/codeforces_style.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/code_problem.h"

namespace r1bench::verifiers {
namespace {

struct Case {
  const char* problem;
  int sample;
  const char* output;
  const char* verdict;
};

constexpr Case kCases[] = {
    {"c3/a", 0, "0 5", "AC"},
    {"c3/a", 0, "2 2\n", "AC"},
    {"c3/a", 0, "\n2\t2 \n\n", "AC"},
    {"c3/a", 0, "5 0", "WA"},
    {"c3/a", 0, "-1", "WA"},
    {"c3/a", 0, "-2 8", "WA"},
    {"c3/a", 0, "4611686018427387904 5", "WA"},
    {"c3/a", 0, "99999999999999999999 5", "PE"},
    {"c3/a", 0, "2 2 2", "PE"},
    {"c3/a", 0, "2", "PE"},
    {"c3/a", 0, "", "PE"},
    {"c3/a", 0, "two 2", "PE"},
    {"c3/a", 1, "-1", "AC"},
    {"c3/a", 1, "-1 x", "PE"},
    {"c3/a", 1, "1 0", "WA"},
    {"c3/d", 0, "3\n1 2 3 1", "AC"},
    {"c3/d", 0, "3\n1 2 3 2", "AC"},
    {"c3/d", 0, "3\n1 2 3 3", "WA"},
    {"c3/d", 0, "3\n1 1 3 1", "WA"},
    {"c3/d", 0, "3\n0 2 3 1", "WA"},
    {"c3/d", 0, "4\n1 2 4 1", "WA"},
    {"c3/d", 0, "2\n1 2 3 1", "WA"},
    {"c3/d", 0, "-1", "WA"},
    {"c3/d", 0, "3\n1 2 3", "PE"},
    {"c3/d", 0, "3\n1 2 3 1 1", "PE"},
    {"c3/d", 0, "", "PE"},
    {"c3/d", 1, "-1", "AC"},
    {"c3/d", 1, "2\n1 2", "WA"},
    {"c3/d", 1, "-1 1", "PE"},
    {"c5/b", 0, "anana", "AC"},
    {"c5/b", 0, "naban", "AC"},
    {"c5/b", 0, "anna", "WA"},
    {"c5/b", 0, "annna", "WA"},
    {"c5/b", 0, "banana", "WA"},
    {"c5/b", 0, "ananab", "WA"},
    {"c5/b", 0, "ANANA", "WA"},
    {"c5/b", 0, "anana anana", "PE"},
    {"c5/b", 0, "", "PE"},
    {"c5/d", 0, "chopstsirp", "AC"},
    {"c5/d", 0, "chopstsipr", "AC"},
    {"c5/d", 0, "chopstirsp", "WA"},
    {"c5/d", 0, "chopstirhotsip", "WA"},
    {"c5/d", 0, "xxxxxxxxxx", "WA"},
    {"c5/d", 0, "chopst sirp", "PE"},
    {"c5/d", 0, "", "PE"},
    {"c5/d", 1, "aa", "AC"},
};

const data::Problem& ProblemOf(const Case& one) {
  static const auto& suite = *new std::vector<data::Problem>(data::CodeforcesStyle());
  for (const data::Problem& problem : suite) {
    if (problem.id == base::StrCat("codeforces_style/", one.problem)) return problem;
  }
  base::Fail("no problem ", one.problem);
}

TEST(Checkers, TakeEveryRightOutputAndNoOther) {
  std::unique_ptr<CodeJudge> judge;
  try {
    judge = std::make_unique<CodeJudge>(JudgeOptions{});
  } catch (const base::Error& error) {
    GTEST_SKIP() << error.what();
  }
  for (const Case& one : kCases) {
    CodeProblem problem = CodeProblemOf(ProblemOf(one));
    problem.tests = {problem.tests.at(one.sample)};
    const std::string source = base::StrCat("print(", base::JsonText(one.output), ", end='')");
    const CodeResult result = judge->Judge(problem, {CodeLanguage::kPython, source});
    EXPECT_STREQ(CodeVerdictName(result.verdict), one.verdict)
        << one.problem << ", sample " << one.sample + 1 << ": " << one.output << "\n"
        << result.message;
  }
}

TEST(Checkers, AreTriedOnEveryProblemThatHasOne) {
  for (const data::Problem& problem : data::CodeforcesStyle()) {
    if (!problem.extra["checker"].is_object()) continue;
    bool tried = false;
    for (const Case& one : kCases) tried |= problem.id.ends_with(one.problem);
    EXPECT_TRUE(tried) << problem.id;
  }
}

}  // namespace
}  // namespace r1bench::verifiers
