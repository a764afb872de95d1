// The judge on the problems of the suite codeforces_style: it accepts both references, and each
// wrong solution fails in the way that problem.json says.
#include "data/codeforces_style/codeforces_style.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/runfiles.h"
#include "verifiers/code/code_judge.h"
#include "verifiers/code/code_problem.h"

namespace r1bench::verifiers {
namespace {

constexpr int kProblems = 30, kOfContest = 6;

const std::vector<data::Problem>& Suite() {
  static const auto& suite = *new std::vector<data::Problem>(data::CodeforcesStyle());
  return suite;
}

// Each test is one problem, by its index in the suite.
class CodeforcesStyleTest : public testing::TestWithParam<int> {
 protected:
  static void SetUpTestSuite() {
    try {
      judge_ = std::make_unique<CodeJudge>(JudgeOptions{});
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
  }
  static void TearDownTestSuite() { judge_.reset(); }
  void SetUp() override {
    if (judge_ == nullptr) GTEST_SKIP() << refusal_;
  }

  static const data::Problem& problem() { return Suite().at(GetParam()); }

  // A file of the problem's folder.
  static std::string Path(const std::string& file) {
    return base::Runfile(base::StrCat("data/codeforces_style/",
                                      problem().extra["path"].get<std::string>(), "/", file));
  }

  static CodeResult Judged(const std::string& file) {
    const std::string source = base::ReadFile(Path(file));
    return judge_->Judge(
        CodeProblemOf(problem()),
        {file.ends_with(".py") ? CodeLanguage::kPython : CodeLanguage::kCpp, source},
        /*stop_at_first=*/true);
  }

  static inline std::unique_ptr<CodeJudge> judge_;
  static inline std::string refusal_;
};

TEST_P(CodeforcesStyleTest, AcceptsTheReferences) {
  for (const char* file : {"reference.cc", "reference.py"}) {
    const CodeResult result = Judged(file);
    EXPECT_EQ(result.verdict, CodeVerdict::kAccepted)
        << Path(file) << ", test " << result.first_failing << ": "
        << CodeVerdictName(result.verdict) << " " << result.message;
    EXPECT_EQ(result.tests.size(), problem().extra["tests"].size());
  }
}

TEST_P(CodeforcesStyleTest, KillsTheWrongSolutions) {
  const base::Json settings = base::ReadJsonFile(Path("problem.json"));
  ASSERT_GE(settings["wrong"].size(), 2u);
  for (const base::Json& wrong : settings["wrong"]) {
    const CodeResult result = Judged(wrong["file"]);
    EXPECT_EQ(CodeVerdictName(result.verdict), wrong["verdict"].get<std::string>())
        << Path(wrong["file"]) << ": " << result.message;
  }
}

INSTANTIATE_TEST_SUITE_P(All, CodeforcesStyleTest, testing::Range(0, kProblems),
                         [](const testing::TestParamInfo<int>& info) {
                           return base::StrCat("c", info.param / kOfContest + 1, "_",
                                               "abcdef"[info.param % kOfContest]);
                         });

TEST(CodeforcesStyle, HasTheProblemsThatAreJudgedHere) {
  ASSERT_EQ(Suite().size(), kProblems);
  for (int i = 0; i < kProblems; ++i) {
    EXPECT_EQ(Suite()[i].id, base::StrCat("codeforces_style/c", i / kOfContest + 1, "/",
                                          "abcdef"[i % kOfContest]));
  }
}

}  // namespace
}  // namespace r1bench::verifiers
