// The verifiers with a real sandbox.
#include "verifiers/code/code_verifier.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "verifiers/code/model_tests.h"
#include "verifiers/composite/composite_verifier.h"

namespace r1bench::verifiers {
namespace {

constexpr char kRight[] = "```python\nprint(int(input()) + 1)\n```\n";
constexpr char kHalf[] = "```python\nprint(2 if int(input()) == 1 else 0)\n```\n";
constexpr char kCpp[] =
    "```cpp\n#include <cstdio>\nint main() { int x; scanf(\"%d\", &x); printf(\"%d\", x + 1); }\n"
    "```\n";

class CodeVerifierTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      judge_ = std::make_shared<CodeJudge>(JudgeOptions{.workers = 2});
      scorer_ = std::make_shared<CodeScorer>(judge_);
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
  }
  static void TearDownTestSuite() {
    scorer_.reset();
    judge_.reset();
  }
  void SetUp() override {
    if (judge_ == nullptr) GTEST_SKIP() << refusal_;
  }

  static inline std::shared_ptr<CodeJudge> judge_;
  static inline std::shared_ptr<CodeScorer> scorer_;
  static inline std::string refusal_;
};

data::Problem Increment() {
  data::Problem problem;
  problem.id = "increment";
  problem.problem = "Print n + 1.";
  problem.extra = base::ParseJson(R"({"tests": [{"input": "1\n", "output": "2\n"},
                                                {"input": "41\n", "output": "42\n"}]})",
                                  "test");
  return problem;
}

Verdict Judged(const Verifier& verifier, const data::Problem& problem, std::string_view response) {
  return verifier.Verify(*verifier.Prepare(problem), response);
}

TEST_F(CodeVerifierTest, RewardsProgramsThatPassAllTests) {
  const CodeVerifier verifier(scorer_);
  const Verdict right = Judged(verifier, Increment(), kRight);
  EXPECT_EQ(right.status, Status::kCorrect) << right.reason;
  EXPECT_EQ(right.reward, 1);
  EXPECT_EQ(right.details["passed"], 2);
  EXPECT_EQ(Judged(verifier, Increment(), kCpp).reward, 1);
  const Verdict half = Judged(verifier, Increment(), kHalf);
  EXPECT_EQ(half.status, Status::kWrong);
  EXPECT_EQ(half.reward, 0);
  EXPECT_TRUE(half.reason.starts_with("WA on test 2: token 1: expected \"42\"")) << half.reason;
  EXPECT_EQ(Judged(verifier, Increment(), "n + 1").status, Status::kNoAnswer);
  const Verdict broken = Judged(verifier, Increment(), "```cpp\nint main() {\n```");
  EXPECT_EQ(broken.status, Status::kUnparsable);
  EXPECT_EQ(broken.details["verdict"], "CE");
}

TEST_F(CodeVerifierTest, RewardsTheShareOfTests) {
  const CodeVerifier verifier(scorer_, {.reward = CodeReward::kFraction});
  EXPECT_EQ(Judged(verifier, Increment(), kHalf).reward, 0.5);
  EXPECT_EQ(Judged(verifier, Increment(), kRight).reward, 1);
}

TEST_F(CodeVerifierTest, JudgesABatchInItsOrder) {
  const CodeVerifier verifier(scorer_);
  const auto prepared = verifier.Prepare(Increment());
  std::vector<std::string> responses;
  for (int i = 0; i < 30; ++i) {
    responses.push_back("```python\nprint(int(input()) + " + std::to_string(i % 3) + ")\n```");
  }
  const std::vector<std::string_view> views(responses.begin(), responses.end());
  const std::vector<Verdict> verdicts = verifier.VerifyBatch(*prepared, views);
  for (size_t i = 0; i < verdicts.size(); ++i) {
    EXPECT_EQ(verdicts[i].reward, i % 3 == 1) << i << verdicts[i].reason;
  }
}

TEST_F(CodeVerifierTest, JudgesFunctionsAndHumanEval) {
  const CodeVerifier verifier(scorer_);
  data::Problem function = Increment();
  function.extra = base::ParseJson(R"({"fn": "inc", "tests": [[[1], 2], [[41], 42]]})", "test");
  EXPECT_EQ(Judged(verifier, function, "```python\ndef inc(n): return n + 1\n```").reward, 1);
  EXPECT_EQ(Judged(verifier, function, "```python\ndef inc(n): return 2\n```").reward, 0);
  EXPECT_EQ(Judged(verifier, function, kCpp).status, Status::kUnparsable);
  data::Problem human = Increment();
  human.problem = "def inc(n):\n    \"\"\"n + 1\"\"\"\n";
  human.extra = base::ParseJson(
      R"({"entry_point": "inc", "test": "def check(inc):\n    assert inc(1) == 2\n"})", "test");
  EXPECT_EQ(Judged(verifier, human, "```python\n    return n + 1\n```").reward, 1);
  EXPECT_EQ(Judged(verifier, human, "```python\ndef inc(n): return 3\n```").reward, 0);
}

TEST_F(CodeVerifierTest, RefusesProblemsWithoutTests) {
  data::Problem problem = Increment();
  problem.extra = base::Json::object();
  EXPECT_THROW(CodeVerifier(scorer_).Prepare(problem), base::Error);
  EXPECT_THROW(CodeSpeedVerifier(scorer_).Prepare(Increment()), base::Error);
}

TEST_F(CodeVerifierTest, LintLooksAtTheSourceAlone) {
  const CodeLintVerifier verifier(judge_);
  const auto reward = [&](std::string_view response) {
    return Judged(verifier, Increment(), response).reward;
  };
  EXPECT_EQ(reward("```cpp\nint main() { return 0; }\n```"), 1);
  EXPECT_EQ(reward("```cpp\nint main() { int unused; return 0; }\n```"), 0.5);
  EXPECT_EQ(reward("```cpp\nint main() { return x; }\n```"), 0);
  EXPECT_EQ(reward("```python\nwhile True: pass\n```"), 1);
  EXPECT_EQ(reward("```python\nif 1 is 1: pass\n```"), 0.5);
  EXPECT_EQ(reward("```python\nprint(\n```"), 0);
  EXPECT_EQ(reward("nothing"), 0);
}

TEST_F(CodeVerifierTest, SpeedRewardsTheFasterOfCorrectPrograms) {
  data::Problem problem = Increment();
  problem.extra["reference_solution"] = {{"language", "python"},
                                         {"source", "print(int(input()) + 1)"}};
  const CodeSpeedVerifier verifier(scorer_);
  EXPECT_GT(Judged(verifier, problem, kCpp).reward, 0.9);
  EXPECT_EQ(Judged(verifier, problem, kHalf).reward, 0);
  const Verdict slow = Judged(
      verifier, problem, "```python\nfor i in range(10**7): pass\nprint(int(input()) + 1)\n```");
  EXPECT_EQ(slow.details["verdict"], "AC") << slow.reason;
  EXPECT_LT(slow.reward, 0.6) << slow.reason;
  problem.extra["reference_solution"]["source"] = "print(0)";
  EXPECT_THROW(verifier.Prepare(problem), base::Error);
}

TEST(SpeedReward, FallsByAThirdForEachDoubling) {
  EXPECT_EQ(SpeedReward(10, 90), 1);
  EXPECT_EQ(SpeedReward(90, 90), 1);
  EXPECT_NEAR(SpeedReward(190, 90), 2.0 / 3, 1e-12);
  EXPECT_NEAR(SpeedReward(390, 90), 1.0 / 3, 1e-12);
  EXPECT_EQ(SpeedReward(2000, 90), 0);
}

TEST_F(CodeVerifierTest, ModelsTestsCountOnlyIfKnownProgramsAgree) {
  data::Problem problem = Increment();
  problem.extra["model_tests"] = {{{"input", "5"}, {"output", "6"}},
                                  {{"input", "7"}, {"output", "9"}}};
  const base::Json good = {{"language", "python"}, {"source", "print(int(input()) + 1)"}};
  const base::Json bad = {{"language", "python"}, {"source", "print(2)"}};
  const CodeVerifier verifier(scorer_, {.model_tests = true});
  const auto tests = [&] {
    return Judged(verifier, problem, kRight).details["num_tests"].get<int>();
  };
  EXPECT_EQ(tests(), 2);  // nothing is known
  problem.extra["known_good"] = base::Json::array({good});
  EXPECT_EQ(tests(), 2);  // no bad program shows that they reject anything
  problem.extra["known_bad"] = base::Json::array({bad});
  EXPECT_EQ(tests(), 3);  // the wrong one of the two is left out
  problem.extra["known_bad"].push_back(good);
  EXPECT_EQ(tests(), 2);  // a "bad" program passes them
}

TEST_F(CodeVerifierTest, PartsAddUpInAComposite) {
  const CompositeVerifier verifier({{"accuracy", 1, std::make_shared<CodeVerifier>(scorer_)},
                                    {"lint", 0.5, std::make_shared<CodeLintVerifier>(judge_)}});
  EXPECT_EQ(Judged(verifier, Increment(), kRight).reward, 1.5);
  EXPECT_EQ(Judged(verifier, Increment(), kHalf).reward, 0.5);
}

}  // namespace
}  // namespace r1bench::verifiers
